import { randomBytes } from 'node:crypto';
import type { Clock } from '@/common/clock';
import type { TimelineEntry } from '@/common/domain/timeline';
import { AppError } from '@/common/errors';
import { nodeIdOf } from '@/common/node/node-id';
import type { ReceivedRange, SessionOpened, SessionProof } from '@/common/protocol/session';
import { makeTicket, ticketIssuedMs } from '@/common/protocol/ticket';
import type { AuditService } from '../audit/audit-service';
import type { Database, Sql } from '../db/database';
import type { TimelineStore } from '../timeline/timeline-store';
import { isEqual, judgeTicket, lastIssuedMs } from './judge-ticket';
import { type NodeRecord, nodeOfKey } from './node-record';
import { noteClaimant, quarantine, type Suspect } from './quarantine';
import type { Tick } from './tick';

export interface SessionStoreDeps {
  readonly database: Database;
  readonly audit: AuditService;
  readonly entries: TimelineStore;
  readonly clock: Clock;
  readonly tick: Tick;
}

export interface Asking {
  readonly proof: SessionProof;
  readonly address: string;
  /** When the connection began, by the tick. */
  readonly startedMs: number;
}

/** What came of it; what was refused has been written down as well. */
export type OpenResult =
  | { readonly kind: 'opened'; readonly opened: SessionOpened; readonly told: Told }
  | {
      readonly kind: 'refused';
      /** Empty for a key that is not known. */
      readonly nodeId: string;
      readonly error: AppError;
      /** A copy was found just now. */
      readonly isFound: boolean;
      readonly told: Told;
    };

/** What the timeline gained. */
type Told = readonly TimelineEntry[];

const RANGES_MAX = 1_000;

const IN_USE_TWICE =
  'The identity of this node is in use twice: the machine was copied, or an old image of it was started. Nothing is taken from either until an admin chooses one on the page of the node. On a copy run "opsbro agent rekey", then "opsbro agent join" with a new join string.';
const OTHER_CHOSEN =
  'Another machine was chosen to keep the identity of this node. Run "opsbro agent rekey" here, then "opsbro agent join" with a new join string.';

/** Takes down who opens a session, decides whether it is let in, and says what is here of it. */
export function openSession(deps: SessionStoreDeps, asking: Asking): Promise<OpenResult> {
  return deps.database.transaction(async (sql): Promise<OpenResult> => {
    const node = await nodeOfKey(sql, asking.proof.publicKey);
    if (node === undefined) return refuse('', 'UNAUTHENTICATED', unknown(asking.proof));
    switch (node.admission) {
      case 'active':
        return openActive(sql, deps, node, asking);
      case 'pending':
        await takeDown(sql, deps, node, asking);
        return opened(answer(deps, node, { admission: 'pending' }));
      case 'quarantined':
        await noteClaimant(sql, node, suspectOf(asking), deps.clock.wallMs());
        return refuse(node.id, 'FORBIDDEN', IN_USE_TWICE);
      case 'revoked':
        return refuse(node.id, 'FORBIDDEN', revoked(node));
    }
  });
}

/** @returns false when another connection of the node was given a ticket since */
export async function confirmTicket(
  { database }: Pick<SessionStoreDeps, 'database'>,
  nodeId: string,
  ticket: Uint8Array,
): Promise<boolean> {
  const { affected } = await database.query(
    `UPDATE "Node" SET ticket = $2,
       "nextTicket" = CASE WHEN "nextTicket" = $2 THEN NULL ELSE "nextTicket" END
     WHERE id = $1 AND ("nextTicket" = $2 OR ticket = $2) AND admission = 'active'`,
    [nodeId, ticket],
  );
  return affected === 1;
}

async function openActive(
  sql: Sql,
  deps: SessionStoreDeps,
  node: NodeRecord,
  asking: Asking,
): Promise<OpenResult> {
  const { proof, startedMs } = asking;
  const verdict = judgeTicket(node, { ...proof, startedMs });
  deps.tick.witness(lastIssuedMs(node));
  switch (verdict) {
    case 'good':
      return letIn(sql, deps, node, asking);
    case 'late':
      return refuse(
        node.id,
        'BUSY',
        'Another connection of this node was opened since; try again.',
      );
    case 'other-chosen':
      return refuse(node.id, 'FORBIDDEN', OTHER_CHOSEN);
    case 'copy': {
      const doubt = { node, suspect: suspectOf(asking), nowMs: deps.clock.wallMs() };
      const told = await quarantine(sql, deps, doubt);
      return { ...refuse(node.id, 'FORBIDDEN', IN_USE_TWICE), isFound: true, told };
    }
  }
}

async function letIn(
  sql: Sql,
  deps: SessionStoreDeps,
  node: NodeRecord,
  asking: Asking,
): Promise<OpenResult> {
  const { ticket: shown, publicKey } = asking.proof;
  deps.tick.witness(ticketIssuedMs(shown));
  const ticket = makeTicket(deps.tick.next(), randomBytes(16));
  await takeDown(sql, deps, node, asking);
  await sql.query(`UPDATE "Node" SET ticket = $2, "nextTicket" = $3 WHERE id = $1`, [
    node.id,
    shown.length === 0 ? null : shown,
    ticket,
  ]);
  const isOldKey = isEqual(publicKey, node.publicKey);
  const told = isOldKey ? [] : await adoptKey(sql, deps, node);
  const received = await receivedOf(sql, node.id);
  const isKeyAsked = node.rotateKeyAsked && isOldKey;
  return opened(answer(deps, node, { admission: 'active', ticket, received, isKeyAsked }), told);
}

/** The first session of a new key: the one before it is worth nothing from here on. */
async function adoptKey(
  sql: Sql,
  { audit, entries, clock }: SessionStoreDeps,
  { id, name }: NodeRecord,
): Promise<Told> {
  await sql.query(
    `UPDATE "Node" SET "publicKey" = "nextPublicKey", "nextPublicKey" = NULL WHERE id = $1`,
    [id],
  );
  await audit.record(sql, {
    by: `agent:${id}`,
    action: 'node.key-rotated',
    target: `node:${id}`,
    targetName: name,
  });
  return entries.add(sql, [
    {
      atMs: clock.wallMs(),
      kind: 'node-key-rotated',
      nodeId: id,
      actor: 'agent',
      text: 'has a new key',
    },
  ]);
}

async function takeDown(
  sql: Sql,
  { clock }: SessionStoreDeps,
  { id }: NodeRecord,
  { proof, address }: Asking,
): Promise<void> {
  await sql.query(
    `UPDATE "Node" SET hostname = $2, "agentVersion" = $3, "clockSkewMs" = $4, "machineId" = $5,
       "bootId" = $6, "lastAddress" = $7, "sessionAt" = $8,
       name = CASE WHEN "displayName" = '' THEN $9 ELSE name END, through = $10
     WHERE id = $1`,
    [
      id,
      proof.hostname,
      proof.agentVersion,
      proof.clockSkewMs,
      proof.machineId,
      proof.bootId,
      address,
      new Date(clock.wallMs()),
      proof.name ?? proof.hostname,
      proof.through ?? '',
    ],
  );
}

async function receivedOf(sql: Sql, nodeId: string): Promise<readonly ReceivedRange[]> {
  const { rows } = await sql.query<{ epoch: string; first: bigint; last: bigint }>(
    `SELECT epoch, lower(range)::int8 AS first, (upper(range) - 1)::int8 AS last
     FROM "AgentEpoch", unnest(received) AS range
     WHERE "nodeId" = $1 ORDER BY "lastAt" DESC, first LIMIT $2`,
    [nodeId, RANGES_MAX],
  );
  return rows.map(({ epoch, first, last }) => ({
    epoch,
    first: Number(first),
    last: Number(last),
  }));
}

function answer(
  { clock }: SessionStoreDeps,
  node: NodeRecord,
  part: Pick<SessionOpened, 'admission'> & Partial<SessionOpened>,
): SessionOpened {
  return {
    nodeId: node.id,
    serverTimeMs: clock.wallMs(),
    ticket: new Uint8Array(),
    isKeyAsked: false,
    received: [],
    ...part,
  };
}

function suspectOf({ proof, address }: Asking): Suspect {
  const { hostname, machineId, bootId, ticket } = proof;
  return { hostname, machineId, bootId, ticket, address };
}

function opened(answered: SessionOpened, told: Told = []): OpenResult {
  return { kind: 'opened', opened: answered, told };
}

function refuse(nodeId: string, code: AppError['code'], message: string) {
  const error = new AppError(code, message);
  return { kind: 'refused', nodeId, error, isFound: false, told: [] } as const;
}

function unknown({ publicKey }: SessionProof): string {
  return `This server does not know the node ${nodeIdOf(publicKey)}: let it in with "opsbro agent join" and a join string.`;
}

function revoked({ admissionReason }: NodeRecord): string {
  return `This node was shut out${admissionReason === '' ? '' : `: ${admissionReason}`}. To let it in again run "opsbro agent rekey", then "opsbro agent join" with a new join string.`;
}
