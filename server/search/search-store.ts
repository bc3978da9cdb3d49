import type { DocumentKind } from '@/common/domain/node-document';
import { ALL_KEYS } from '@/common/domain/node-document';
import type { SearchHit } from '@/common/domain/search';
import type { Database } from '../db/database';
import { type StoredSigns, signsOf } from '../nodes/node-row';
import { signColumns } from '../nodes/standing-sql';

/** What a word may stand for, and how many candidates of a kind are wanted at most. */
export interface Wanted {
  /** In small letters; each must be there, letter after letter. */
  readonly words: readonly string[];
  readonly limit: number;
}

export type SearchStore = ReturnType<typeof createSearchStore>;

/** Candidates by name, those that have the first word in one piece first. Bounded by SQL. */
export function createSearchStore(database: Database) {
  return {
    async nodes(wanted: Wanted): Promise<SearchHit[]> {
      const { rows } = await database.query<NodeFound>(
        `SELECT id, name, hostname, ${signColumns('"Node"')} FROM "Node"
         WHERE lower(name || ' ' || hostname) LIKE ALL ($1::text[])
         ORDER BY strpos(lower(name), $2) = 0, length(name), lower(name), id LIMIT $3`,
        parametersOf(wanted),
      );
      return rows.map(nodeHit);
    },

    async groups(wanted: Wanted): Promise<SearchHit[]> {
      const { rows } = await database.query<{ name: string; nodes: number }>(
        `SELECT member.name, count(*)::int4 AS nodes
         FROM "Node" node, unnest(node."memberOf") AS member(name)
         WHERE lower(member.name) LIKE ALL ($1::text[])
         GROUP BY member.name
         ORDER BY strpos(lower(member.name), $2) = 0, length(member.name), member.name LIMIT $3`,
        parametersOf(wanted),
      );
      return rows.map(({ name, nodes }) => hit('group', name, '', nodes));
    },

    /** Names of checks, roles or packs, each once, however many nodes have it. */
    async keys(kind: NamedDocument, wanted: Wanted): Promise<string[]> {
      const { rows } = await database.query<{ key: string }>(KEYS_FOUND, [
        ...parametersOf(wanted),
        kind,
        ALL_KEYS,
      ]);
      return rows.map(({ key }) => key);
    },

    /** What there is to say of some of them, in their order. */
    async documents(kind: NamedDocument, keys: readonly string[]): Promise<SearchHit[]> {
      if (keys.length === 0) return [];
      const { rows } = await database.query<{ key: string; nodes: number; summary: string | null }>(
        `SELECT found.key,
           (SELECT count(*)::int4 FROM "NodeDocument" one
            WHERE one.kind = $1 AND one.key = found.key) AS nodes,
           (SELECT one.json ->> 'summary' FROM "NodeDocument" one
            WHERE one.kind = $1 AND one.key = found.key LIMIT 1) AS summary
         FROM unnest($2::text[]) WITH ORDINALITY AS found(key, place) ORDER BY place`,
        [kind, keys],
      );
      return rows.map(({ key, nodes, summary }) => hit(kind, key, summary ?? '', nodes));
    },
  };
}

export type NamedDocument = Extract<DocumentKind, 'check' | 'role' | 'pack'>;

/**
 * There are as many documents as nodes times checks, and few different keys among them: each step
 * takes the next key from the index, instead of reading all of them.
 */
const KEYS_FOUND = `
  WITH RECURSIVE step(key) AS (
    (SELECT key FROM "NodeDocument" WHERE kind = $4 ORDER BY key LIMIT 1)
    UNION ALL
    SELECT (SELECT next.key FROM "NodeDocument" next
            WHERE next.kind = $4 AND next.key > step.key ORDER BY next.key LIMIT 1)
    FROM step WHERE step.key IS NOT NULL
  )
  SELECT key FROM step WHERE key <> $5 AND lower(key) LIKE ALL ($1::text[])
  ORDER BY strpos(lower(key), $2) = 0, length(key), key LIMIT $3`;

function parametersOf({ words, limit }: Wanted) {
  return [words.map(patternOf), words[0] ?? '', limit];
}

/** Letter after letter with anything between; `%` and `_` stand for themselves. */
function patternOf(word: string): string {
  const letters = Array.from(word, (letter) => letter.replace(/[\\%_]/, '\\$&'));
  return `%${letters.join('%')}%`;
}

interface NodeFound extends StoredSigns {
  readonly id: string;
  readonly name: string;
  readonly hostname: string;
}

function nodeHit({ id, name, hostname, ...node }: NodeFound): SearchHit {
  return {
    kind: 'node',
    key: id,
    label: name,
    note: hostname === name ? '' : hostname,
    nodeCount: null,
    signs: signsOf(node),
  };
}

function hit(kind: SearchHit['kind'], name: string, note: string, nodeCount: number): SearchHit {
  return { kind, key: name, label: name, note, nodeCount, signs: null };
}
