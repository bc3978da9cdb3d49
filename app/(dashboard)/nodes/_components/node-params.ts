import { createParser, parseAsInteger, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { NODE_SORTS, NODE_STANDINGS, type NodeStanding } from '@/common/domain/node';
import type { NodeQuery } from '@/common/domain/node-query';
import { GROUP_SET_LIMITS } from '@/common/group-set/group-set';

export const PAGE_SIZE = 50;

const SORTS = NODE_SORTS;

/** From 1 in the address, as people count. */
const page = createParser({
  parse: (text) => Math.max(0, (parseAsInteger.parse(text) ?? 1) - 1),
  serialize: (index: number) => String(index + 1),
});

/** What of the list stands in the address; what is as usual is left out of it. */
export const nodeParams = {
  q: parseAsString.withDefault(''),
  group: parseAsString,
  state: parseAsStringLiteral(NODE_STANDINGS),
  sort: parseAsStringLiteral(SORTS).withDefault('name'),
  dir: parseAsStringLiteral(['asc', 'desc'] as const).withDefault('asc'),
  page: page.withDefault(0),
};

export type NodeSort = (typeof SORTS)[number];

export interface NodeParams {
  readonly q: string;
  readonly group: string | null;
  readonly state: NodeStanding | null;
  readonly sort: NodeSort;
  readonly dir: 'asc' | 'desc';
  readonly page: number;
}

const QUERY_LENGTH_MAX = 128;
const PAGE_MAX = 100_000;

/** What to ask of the server; an address may hold anything, so it is cut to what is allowed. */
export function nodeQueryOf({ q, group, state, sort, dir, page: index }: NodeParams): NodeQuery {
  return {
    query: q.trim().slice(0, QUERY_LENGTH_MAX),
    ...(group === null ? {} : { group: group.slice(0, GROUP_SET_LIMITS.length) }),
    ...(state === null ? {} : { state }),
    sort,
    descending: dir === 'desc',
    page: Math.min(index, PAGE_MAX),
    pageSize: PAGE_SIZE,
  };
}

export function isFiltered({ q, group, state }: NodeParams): boolean {
  return q.trim() !== '' || group !== null || state !== null;
}

/** What a press on a column's head asks for: the first is what people look for, the worst. */
export function sortedBy(sort: NodeSort, now: Pick<NodeParams, 'sort' | 'dir'>) {
  const dir = now.sort === sort ? turned(now.dir) : firstDirection(sort);
  return { sort, dir, page: 0 } as const;
}

function turned(dir: 'asc' | 'desc'): 'asc' | 'desc' {
  return dir === 'asc' ? 'desc' : 'asc';
}

function firstDirection(sort: NodeSort): 'asc' | 'desc' {
  return sort === 'name' || sort === 'version' ? 'asc' : 'desc';
}
