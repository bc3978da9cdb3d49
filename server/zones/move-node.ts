import { DEFAULT_ZONE } from '@/common/domain/member';
import { AppError } from '@/common/errors';
import type { AuditService } from '../audit/audit-service';
import type { Actor } from '../auth/actor';
import type { Sql } from '../db/database';
import { ZONE_OF_NODE } from './zone-store';

/** @returns what the timeline says of it; nothing for a node that is there already */
export async function moveNode(
  sql: Sql,
  audit: AuditService,
  { nodeId, zone, by }: { readonly nodeId: string; readonly zone: string; readonly by: Actor },
): Promise<string | undefined> {
  const { rows } = await sql.query<{ name: string; before: string }>(
    `SELECT name, ${ZONE_OF_NODE} AS before FROM "Node" WHERE id = $1 FOR UPDATE`,
    [nodeId],
  );
  const [node] = rows;
  if (node === undefined) throw new AppError('NOT_FOUND', `There is no node ${nodeId}.`);
  if (node.before === zone) return undefined;
  await sql.query('UPDATE "Node" SET zone = $2 WHERE id = $1', [
    nodeId,
    zone === DEFAULT_ZONE ? '' : zone,
  ]);
  await audit.record(sql, {
    by,
    action: 'node.move',
    target: `node:${nodeId}`,
    targetName: node.name,
    before: { zone: node.before },
    after: { zone },
  });
  return `was moved from the zone ${node.before} to ${zone}`;
}
