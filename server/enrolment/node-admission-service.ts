import type { Clock } from '@/common/clock';
import type { EnrolmentChange, WaitingNodes } from '@/common/domain/enrolment';
import type { TimelineEntry, TimelineKind } from '@/common/domain/timeline';
import { AppError } from '@/common/errors';
import type { AuditService } from '../audit/audit-service';
import type { Actor } from '../auth/actor';
import type { Database, Sql } from '../db/database';
import { type NodeRecord, nodeOfId } from '../ingest/node-record';
import type { Bus } from '../live/bus';
import type { SampleStore } from '../metrics/sample-store';
import type { TimelineStore } from '../timeline/timeline-store';
import { settleClaims } from './settle-claims';
import { waitingNodes } from './waiting-nodes';

export interface NodeAdmissionDeps {
  readonly database: Database;
  readonly audit: AuditService;
  readonly entries: TimelineStore;
  readonly samples: Pick<SampleStore, 'forget'>;
  readonly bus: Bus;
  readonly clock: Clock;
}

/** Lets nodes in and shuts them out. Whatever it does, the node's open sessions end within the second. */
export function createNodeAdmissionService(deps: NodeAdmissionDeps) {
  return { ...admissionOf(deps), ...identityOf(deps) };
}

function admissionOf(deps: NodeAdmissionDeps) {
  return {
    waiting: (): Promise<WaitingNodes> => waitingNodes(deps.database),

    /** @throws {AppError} NOT_FOUND; CONFLICT for a node that does not wait */
    approve: (nodeId: string, by: Actor) =>
      change(deps, nodeId, by, {
        from: ['pending'],
        action: 'node.approve',
        kind: 'node-approved',
        what: 'enrolled',
        text: 'was let in',
        reason: 'the node was let in',
        apply: (sql) => setAdmission(sql, deps, nodeId, { admission: 'active', reason: '' }),
      }),

    /** @throws {AppError} NOT_FOUND; CONFLICT for a node that does not wait */
    refuse: (nodeId: string, by: Actor) =>
      change(deps, nodeId, by, {
        from: ['pending'],
        action: 'node.refuse',
        kind: 'node-refused',
        what: 'refused',
        text: 'was refused',
        reason: 'the node was refused',
        apply: (sql) =>
          setAdmission(sql, deps, nodeId, {
            admission: 'revoked',
            reason: `${by.user.name} refused to let it in`,
          }),
      }),

    /** @throws {AppError} NOT_FOUND; CONFLICT for a node that is shut out already */
    revoke: (nodeId: string, by: Actor) =>
      change(deps, nodeId, by, {
        from: ['active', 'pending', 'quarantined'],
        action: 'node.revoke',
        kind: 'node-revoked',
        what: 'revoked',
        text: 'was shut out',
        reason: 'the node was shut out',
        apply: (sql) =>
          setAdmission(sql, deps, nodeId, {
            admission: 'revoked',
            reason: `${by.user.name} shut it out`,
          }),
      }),
  };
}

function identityOf(deps: NodeAdmissionDeps) {
  const { samples } = deps;

  return {
    /**
     * Chooses who keeps an identity that is in use twice.
     * @param claimant the id of one of the node's claimants
     * @throws {AppError} NOT_FOUND; CONFLICT for a node that is not in doubt
     */
    settle: (nodeId: string, claimant: string, by: Actor) =>
      change(deps, nodeId, by, {
        from: ['quarantined'],
        action: 'node.settle',
        kind: 'node-settled',
        what: 'settled',
        text: 'is let in again, as one of the machines that showed its identity',
        reason: 'it was decided who keeps the identity of this node',
        after: { claimant },
        async apply(sql, node) {
          await settleClaims(sql, node, claimant);
          await setAdmission(sql, deps, nodeId, { admission: 'active', reason: '' });
        },
      }),

    /** @throws {AppError} NOT_FOUND; CONFLICT for a node that is not let in */
    askNewKey: (nodeId: string, by: Actor) =>
      change(deps, nodeId, by, {
        from: ['active'],
        action: 'node.ask-new-key',
        kind: 'node-edited',
        what: 'key-asked',
        text: 'was asked for a new key',
        reason: 'a new key is wanted of this node',
        async apply(sql) {
          // A key that was offered stays good: the agent may have thrown the one before it away.
          await sql.query(`UPDATE "Node" SET "rotateKeyAsked" = true WHERE id = $1`, [nodeId]);
        },
      }),

    /**
     * Deletes a node with all that is known of it. Its agent, if it still runs, is a stranger then.
     * @throws {AppError} NOT_FOUND
     */
    async remove(nodeId: string, by: Actor): Promise<void> {
      await change(deps, nodeId, by, {
        from: ['active', 'pending', 'quarantined', 'revoked'],
        action: 'node.remove',
        kind: 'node-removed',
        what: 'removed',
        text: '',
        reason: 'the node was removed',
        async apply(sql) {
          await sql.query(`DELETE FROM "Node" WHERE id = $1`, [nodeId]);
        },
      });
      samples.forget(nodeId);
    },
  };
}

interface Change {
  /** In which states this can be done. */
  readonly from: readonly NodeRecord['admission'][];
  readonly action: string;
  readonly kind: TimelineKind;
  /** What pages are told that show who is let in. */
  readonly what: EnrolmentChange;
  /** What follows the node's name on the timeline; empty for a node that is gone. */
  readonly text: string;
  /** What the agent is told when its session ends. */
  readonly reason: string;
  readonly after?: object;
  apply(sql: Sql, node: NodeRecord): Promise<void>;
}

async function change(
  deps: NodeAdmissionDeps,
  nodeId: string,
  by: Actor,
  wanted: Change,
): Promise<void> {
  const { database, bus } = deps;
  const { node, told } = await database.transaction(async (sql) => {
    const found = await nodeOfId(sql, nodeId);
    if (found === undefined) throw new AppError('NOT_FOUND', `There is no node ${nodeId}.`);
    if (!wanted.from.includes(found.admission)) {
      throw new AppError('CONFLICT', `${found.name} is ${found.admission} by now: look again.`);
    }
    await wanted.apply(sql, found);
    return { node: found, told: await writeDown(sql, deps, found, { by, ...wanted }) };
  });
  const { name, enrolmentTokenId: tokenId } = node;
  for (const entry of told) bus.publish({ kind: 'timeline', entry });
  bus.publish({ kind: 'agent-session', nodeId, holder: '', reason: wanted.reason });
  bus.publish({ kind: 'node', nodeId });
  bus.publish({ kind: 'enrolment', what: wanted.what, nodeId, name, tokenId });
}

async function writeDown(
  sql: Sql,
  { audit, entries, clock }: NodeAdmissionDeps,
  { id, name, admission }: NodeRecord,
  { by, action, kind, text, after }: Change & { readonly by: Actor },
): Promise<readonly TimelineEntry[]> {
  await audit.record(sql, {
    by,
    action,
    target: `node:${id}`,
    targetName: name,
    before: { admission },
    ...(after === undefined ? {} : { after }),
  });
  const isGone = kind === 'node-removed';
  const about = isGone ? { nodeId: null, text: `removed the node ${name}` } : { nodeId: id, text };
  return entries.add(sql, [{ ...about, atMs: clock.wallMs(), kind, actor: by.user.name }]);
}

async function setAdmission(
  sql: Sql,
  { clock }: NodeAdmissionDeps,
  nodeId: string,
  { admission, reason }: { admission: NodeRecord['admission']; reason: string },
): Promise<void> {
  await sql.query(
    `UPDATE "Node" SET admission = $2, "admissionReason" = $3, "admissionAt" = $4 WHERE id = $1`,
    [nodeId, admission, reason, new Date(clock.wallMs())],
  );
}
