import { saveMemberOf } from '@/server/monitoring/member-of';
import type { TestServer } from '../../support/test-server';

/** As if the node had told it. */
export async function addDocument(
  { database }: TestServer,
  nodeId: string,
  [kind, key]: readonly [kind: string, key: string],
  json: object,
): Promise<void> {
  await database.query(
    `INSERT INTO "NodeDocument" ("nodeId", kind, key, json, at, epoch, sequence)
     VALUES ($1, $2, $3, $4::jsonb, now(), 'run-1', 1)`,
    [nodeId, kind, key, JSON.stringify(json)],
  );
  if (kind === 'groups') await saveMemberOf(database, nodeId);
}
