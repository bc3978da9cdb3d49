import type { SessionProof } from '@/common/protocol/session';
import type { AuditService } from '../audit/audit-service';
import type { Sql } from '../db/database';
import type { TimelineStore } from '../timeline/timeline-store';
import { newClaimant, shownClaimant, withClaimant } from './claimants';
import type { NodeRecord } from './node-record';

export interface QuarantineDeps {
  readonly audit: AuditService;
  readonly entries: TimelineStore;
}

export type Suspect = Pick<SessionProof, 'hostname' | 'machineId' | 'bootId' | 'ticket'> & {
  readonly address: string;
};

const REASON =
  'This identity is in use twice: the machine was copied, or an old image was started.';

/**
 * Shuts out a node whose identity was shown by a copy, both of them, until somebody decides.
 * @returns what the timeline gained
 */
export async function quarantine(
  sql: Sql,
  { audit, entries }: QuarantineDeps,
  { node, suspect, nowMs }: { node: NodeRecord; suspect: Suspect; nowMs: number },
) {
  const { lastAddress: address, hostname, machineId, bootId, ticket, nextTicket } = node;
  const holder = newClaimant({ address, hostname, machineId, bootId }, [ticket, nextTicket], nowMs);
  const claimants = withClaimant([holder], claimOf(suspect), nowMs);
  await sql.query(
    `UPDATE "Node" SET admission = 'quarantined', "admissionReason" = $2, "admissionAt" = $3,
       claimants = $4::jsonb WHERE id = $1`,
    [node.id, REASON, new Date(nowMs), JSON.stringify(claimants)],
  );
  await audit.record(sql, {
    by: `agent:${node.id}`,
    action: 'node.quarantine',
    target: `node:${node.id}`,
    targetName: node.name,
    after: { claimants: claimants.map(shownClaimant) },
  });
  const text = `was shut out: its identity is in use twice, from ${address || 'an address not known'} and from ${suspect.address || 'an address not known'}`;
  return entries.add(sql, [
    { atMs: nowMs, kind: 'node-quarantined', nodeId: node.id, actor: 'server', text },
  ]);
}

/** One more of those who show the identity, or one of them again. */
export async function noteClaimant(
  sql: Sql,
  node: NodeRecord,
  suspect: Suspect,
  nowMs: number,
): Promise<void> {
  const claimants = withClaimant(node.claimants, claimOf(suspect), nowMs);
  await sql.query(`UPDATE "Node" SET claimants = $2::jsonb WHERE id = $1`, [
    node.id,
    JSON.stringify(claimants),
  ]);
}

function claimOf({ ticket, address, hostname, machineId, bootId }: Suspect) {
  return { ticket, address, hostname, machineId, bootId };
}
