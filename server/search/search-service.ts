import type { SearchHit, SearchQuery } from '@/common/domain/search';
import { type Findable, findAll, queryWords } from '@/common/fuzzy';
import type { NamedDocument, SearchStore } from './search-store';

/** Of each kind; the nearest of them are shown. */
const CANDIDATES = 50;

/** Finds whatever has a name: nodes, checks, groups, roles, packs. */
export function createSearchService(store: SearchStore) {
  return {
    /** The nearest of each kind, kind by kind; nothing for an empty query. */
    async find({ query, limit }: SearchQuery): Promise<SearchHit[]> {
      const words = queryWords(query);
      if (words.length === 0) return [];
      const wanted = { words, limit: CANDIDATES };
      const named = async (kind: NamedDocument) => {
        const keys = nearest(await store.keys(kind, wanted), query, (key) => ({ label: key }));
        return store.documents(kind, keys.slice(0, limit));
      };
      const hits = async (found: Promise<SearchHit[]>) => {
        const ranked = nearest(await found, query, ({ label, note }) => ({
          label,
          keywords: note,
        }));
        return ranked.slice(0, limit);
      };
      const kinds = await Promise.all([
        hits(store.nodes(wanted)),
        named('check'),
        hits(store.groups(wanted)),
        named('role'),
        named('pack'),
      ]);
      return kinds.flat();
    },
  };
}

/** The database lets letters stand anywhere in a name; what is too far from the query goes. */
function nearest<T>(
  candidates: readonly T[],
  query: string,
  wordsOf: (candidate: T) => Findable,
): readonly T[] {
  const findable = candidates.map((candidate) => ({ candidate, ...wordsOf(candidate) }));
  return findAll(findable, query).map(({ candidate }) => candidate);
}
