import type { Clock } from '@/common/clock';
import { attentionOf } from '@/common/domain/attention';
import type { NodeDetail, NodeEdit, NodePage, NodeRow, Overview } from '@/common/domain/node';
import type { NodeQuery } from '@/common/domain/node-query';
import { AppError } from '@/common/errors';
import { differences } from '../audit/audit-change';
import type { AuditService } from '../audit/audit-service';
import type { Actor } from '../auth/actor';
import type { CheckStore } from '../checks/check-store';
import type { Database } from '../db/database';
import type { Bus } from '../live/bus';
import type { TimelineService } from '../timeline/timeline-service';
import type { NewNode, NodeStore } from './node-store';

export interface NodeServiceDeps {
  readonly database: Database;
  readonly nodes: NodeStore;
  readonly checks: Pick<CheckStore, 'problems'>;
  readonly audit: AuditService;
  readonly timeline: TimelineService;
  readonly bus: Bus;
  readonly clock: Clock;
}

export type NodeService = ReturnType<typeof createNodeService>;

/** Changes are gathered this long, so that a busy fleet costs one query and not one a node. */
const GATHER_MS = 500;

export function createNodeService(deps: NodeServiceDeps) {
  return { ...nodeQuestions(deps), ...nodeChanges(deps) };
}

function nodeQuestions({ nodes, checks, bus, clock }: NodeServiceDeps) {
  const wait = (durationMs: number) =>
    new Promise<void>((resolve) => clock.after(durationMs, resolve));

  return {
    async list(wanted: NodeQuery): Promise<NodePage> {
      const nowMs = clock.wallMs();
      const [page, counts] = await Promise.all([nodes.page(wanted, nowMs), nodes.counts(nowMs)]);
      return { ...page, counts };
    },

    async overview(): Promise<Overview> {
      const nowMs = clock.wallMs();
      const [fleet, counts, problems] = await Promise.all([
        nodes.fleet(),
        nodes.counts(nowMs),
        checks.problems(nowMs),
      ]);
      return { nodes: fleet, counts, problems, attention: attentionOf(fleet, problems, nowMs) };
    },

    /** @throws {AppError} NOT_FOUND */
    async find(nodeId: string): Promise<NodeDetail> {
      return (await nodes.find(nodeId)) ?? missing(nodeId);
    },

    /** Rows as they change; of the nodes given, or of all. */
    async *watch(
      nodeIds: readonly string[] | undefined,
      signal: AbortSignal | undefined,
    ): AsyncIterable<NodeRow> {
      const wanted = nodeIds === undefined ? undefined : new Set(nodeIds);
      for await (const events of bus.follow('node', signal)) {
        const changed = events.map(({ nodeId }) => nodeId);
        const shown = changed.filter((id) => wanted === undefined || wanted.has(id));
        if (shown.length > 0) yield* await nodes.rows(shown);
        await wait(GATHER_MS);
      }
    },
  };
}

function nodeChanges({ database, nodes, audit, timeline, bus }: NodeServiceDeps) {
  return {
    /**
     * Takes what a person wants of a node and sends it down; the agent confirms it by the revision.
     * @throws {AppError} NOT_FOUND
     */
    async edit(edit: NodeEdit, by: Actor): Promise<NodeDetail> {
      const { before, after } = await database.transaction(async (sql) => {
        const edited = (await nodes.edit(sql, edit)) ?? missing(edit.nodeId);
        await audit.record(sql, {
          by,
          action: 'node.edit',
          target: `node:${edit.nodeId}`,
          targetName: edited.after.name,
          ...differences(wishes(edited.before), wishes(edited.after)),
        });
        return edited;
      });
      bus.publish({ kind: 'desired', nodeId: edit.nodeId });
      bus.publish({ kind: 'node', nodeId: edit.nodeId });
      if (before.groups.join() !== after.groups.join()) {
        bus.publish({ kind: 'groups', nodeId: edit.nodeId });
      }
      const text = changesBetween(before, after);
      await timeline.record({
        kind: 'node-edited',
        nodeId: edit.nodeId,
        actor: by.user.name,
        text,
      });
      return after;
    },

    /** Admits an agent's key. The same key again is no second node and no second event. */
    async enrol(node: NewNode): Promise<void> {
      if (!(await nodes.add(node))) return;
      const text = 'was enrolled';
      await timeline.record({ kind: 'node-enrolled', nodeId: node.id, actor: 'server', text });
      bus.publish({ kind: 'node', nodeId: node.id });
    },
  };
}

function missing(nodeId: string): never {
  throw new AppError('NOT_FOUND', `There is no node ${nodeId}.`);
}

function wishes({ displayName, groups, collectorIntervalsMs }: NodeDetail) {
  return { displayName, groups, collectorIntervalsMs };
}

function changesBetween(before: NodeDetail, after: NodeDetail): string {
  const changes: string[] = [];
  if (before.displayName !== after.displayName) {
    changes.push(`display name is now “${after.displayName || after.hostname}”`);
  }
  if (before.groups.join() !== after.groups.join()) {
    changes.push(`groups are now ${after.groups.join(', ') || 'none'}`);
  }
  const wanted = JSON.stringify(after.collectorIntervalsMs);
  if (JSON.stringify(before.collectorIntervalsMs) !== wanted) {
    const intervals = Object.entries(after.collectorIntervalsMs);
    const words = intervals.map(([name, ms]) => `${name} every ${ms / 1_000} s`);
    changes.push(`collector intervals are now ${words.join(', ') || "the packs' own"}`);
  }
  return changes.length === 0 ? 'saved without a change' : changes.join('; ');
}
