import type { Clock } from '@/common/clock';
import type { CheckFilter, CheckGrouping, CheckQuery } from '@/common/domain/check-query';
import type { CheckSpan } from '@/common/domain/check-span';
import { checkCard } from '@/common/domain/check-told';
import type {
  CheckDetail,
  CheckGroupRow,
  CheckPage,
  CheckProblem,
  CheckTotals,
  NodeCheckRow,
} from '@/common/domain/check-view';
import type { Bus } from '../live/bus';
import { changedNodes } from '../live/changed-nodes';
import type { HistoryQuery } from './check-past';
import { type AskNode, checkQuestions } from './check-questions';
import type { CheckStore } from './check-store';

export interface CheckServiceDeps {
  readonly checks: CheckStore;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly ask: AskNode;
}

/** What a bar of ticks shows. */
const SPANS_MS = 24 * 3_600_000;

const EVERYTHING: CheckFilter = { group: '', query: '', silent: 'any', all: false };

export function createCheckService(deps: CheckServiceDeps) {
  return { ...checkReads(deps), ...checkQuestions(deps), watch: changedNodes(deps, 'checks') };
}

function checkReads({ checks, clock }: CheckServiceDeps) {
  return {
    list: (query: CheckQuery): Promise<CheckPage> => checks.page(query, clock.wallMs()),

    groups: (by: CheckGrouping, filter: CheckFilter): Promise<CheckGroupRow[]> =>
      checks.groups(by, filter, clock.wallMs()),

    /** Over everything: what the navigation counts. */
    counts: (): Promise<CheckTotals> => checks.counts(EVERYTHING, clock.wallMs()),

    problems: (): Promise<CheckProblem[]> => checks.problems(clock.wallMs()),

    /** A check over all nodes, or on one; of one that nobody has everything is empty. */
    async get(check: string, nodeId: string | undefined): Promise<CheckDetail> {
      const [totals, told] = await Promise.all([
        checks.counts({ ...EVERYTHING, check }, clock.wallMs()),
        checks.definitions(check, nodeId),
      ]);
      return { check, ...totals, ...told };
    },

    async onNode(nodeId: string): Promise<NodeCheckRow[]> {
      const [rows, notes] = await Promise.all([checks.ofNode(nodeId), checks.notesOf(nodeId)]);
      const spans = await checks.spans(rows, clock.wallMs() - SPANS_MS);
      return rows.map((row, index) => {
        const note = notes.get(row.check);
        const way = checkCard.shape.way.safeParse(note?.way).data ?? null;
        const told = { summary: note?.summary ?? '', way, intervalMs: note?.intervalMs ?? null };
        return { ...row, ...told, spans: spans[index] ?? [] };
      });
    },

    history: (query: HistoryQuery) => checks.history(query),

    /** Of one check on some nodes, in the order of these; nothing where a node has it not. */
    async spans(check: string, nodeIds: readonly string[]): Promise<(readonly CheckSpan[])[]> {
      const rows = await checks.onNodes(check, nodeIds);
      const spans = await checks.spans(rows, clock.wallMs() - SPANS_MS);
      const byNode = new Map(rows.map((row, index) => [row.nodeId, spans[index] ?? []]));
      return nodeIds.map((nodeId) => byNode.get(nodeId) ?? []);
    },
  };
}
