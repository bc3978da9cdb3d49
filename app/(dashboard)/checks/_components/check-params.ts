import {
  createParser,
  type inferParserType,
  parseAsBoolean,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server';
import { CHECK_STATES, type CheckState } from '@/common/domain/check';
import { PROBLEM_STATES } from '@/common/domain/check-counts';
import {
  CHECK_GROUPINGS,
  CHECK_SORTS,
  type CheckFilter,
  type CheckQuery,
  SILENT_WISHES,
} from '@/common/domain/check-query';

const CHECK_VIEWS = ['list', 'state', ...CHECK_GROUPINGS] as const;

const ANY = 'any';

/** `critical,stale`; `any` for all of them. What there is not is left out. */
const states = createParser<readonly CheckState[]>({
  parse: (text) =>
    text === ANY ? [] : CHECK_STATES.filter((state) => text.split(',').includes(state)),
  serialize: (wanted) => (wanted.length === 0 ? ANY : wanted.join(',')),
  eq: (one, other) => one.join() === other.join(),
});

/** What of the checks stands in the address; what is as usual is left out of it. */
export const checkParams = {
  q: parseAsString.withDefault(''),
  group: parseAsString.withDefault(''),
  state: states.withDefault(PROBLEM_STATES),
  pack: parseAsString,
  check: parseAsString,
  node: parseAsString,
  silent: parseAsStringLiteral(SILENT_WISHES).withDefault('any'),
  all: parseAsBoolean.withDefault(false),
  view: parseAsStringLiteral(CHECK_VIEWS).withDefault('list'),
  sort: parseAsStringLiteral(CHECK_SORTS).withDefault('worst'),
  after: parseAsString,
};

export type CheckParams = inferParserType<typeof checkParams>;
export type CheckChange = Partial<CheckParams>;

const PAGE_SIZE = 100;

const LENGTH_MAX = { query: 128, group: 1_024, pack: 64, check: 200, node: 64, after: 1_024 };

/** What to ask of the server; an address may hold anything, so it is cut to what is allowed. */
export function checkFilterOf(params: CheckParams): CheckFilter {
  const { q, group, pack, check, node, silent, all } = params;
  return {
    query: q.trim().slice(0, LENGTH_MAX.query),
    group: group.trim().slice(0, LENGTH_MAX.group),
    ...(pack === null ? {} : { pack: pack.slice(0, LENGTH_MAX.pack) }),
    ...(check === null ? {} : { check: check.slice(0, LENGTH_MAX.check) }),
    ...(node === null ? {} : { nodeId: node.slice(0, LENGTH_MAX.node) }),
    silent,
    all,
  };
}

export function checkQueryOf(params: CheckParams): CheckQuery {
  const { state, sort, after, view } = params;
  return {
    ...checkFilterOf(params),
    states: [...state],
    sort,
    ...(after === null ? {} : { after: after.slice(0, LENGTH_MAX.after) }),
    // Where they are added up, only the counts are shown.
    limit: view === 'list' ? PAGE_SIZE : 1,
  };
}

export function isAll({ state }: Pick<CheckParams, 'state'>): boolean {
  return state.length === 0;
}

export function isUsual({ state }: Pick<CheckParams, 'state'>): boolean {
  return state.join() === PROBLEM_STATES.join();
}

/** Whether something beside the states narrows what is shown. */
export function isFiltered({ q, group, pack, check, node, silent }: CheckParams): boolean {
  return (
    [q, group, pack, check, node].some((word) => word !== null && word.trim() !== '') ||
    silent !== 'any'
  );
}

export const NO_FILTER = {
  q: null,
  group: null,
  pack: null,
  check: null,
  node: null,
  silent: null,
  after: null,
};
