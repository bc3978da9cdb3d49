import type { SearchHit, SearchQuery } from '@/common/domain/search';
import { findAll, queryWords } from '@/common/fuzzy';
import type { SearchStore } from './search-store';

export type SearchService = ReturnType<typeof createSearchService>;

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
      const kinds = await Promise.all([
        store.nodes(wanted),
        store.documents('check', wanted),
        store.groups(wanted),
        store.documents('role', wanted),
        store.documents('pack', wanted),
      ]);
      return kinds.flatMap((hits) => nearest(hits, query).slice(0, limit));
    },
  };
}

/** The database lets letters stand anywhere in a name; what is too far from the query goes. */
function nearest(hits: readonly SearchHit[], query: string): readonly SearchHit[] {
  const findable = hits.map((hit) => ({ hit, label: hit.label, keywords: hit.note }));
  return findAll(findable, query).map(({ hit }) => hit);
}
