import { expect, test } from 'vitest';
import { systemClock } from '@/common/node/system-clock';
import { openDatabase } from '@/server/db/open-database';
import { FakeClock } from '../../support/fake-clock';
import { quietLog } from '../../support/test-database';
import { asAdmin, createTestPostgres, onPostgres } from '../../support/test-postgres';
import { admin, startTestServer, type TestServer, viewer } from '../../support/test-server';
import { seriesOf, startTestAgent } from './test-agent';

const openAt = (url: string) =>
  openDatabase({ directory: '', url, clock: systemClock, log: quietLog });

/** The other servers' word is carried by one connection, which ends. */
async function deafen({ database }: TestServer): Promise<void> {
  await asAdmin((one) =>
    one.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE starts_with(application_name, 'opsbro server ' || $1)`,
      [database.channel.id],
    ),
  );
}

test('nothing is written of a node after it was shut out, whatever its connection was told', async () => {
  // Its time stands still, so that only the report itself can find it out.
  await using server = await startTestServer({ clock: new FakeClock(Date.now()) });
  await using agent = await startTestAgent(server, 'box');
  agent.sample(seriesOf('test.before'), 1);
  await agent.deliver();
  // As by another server of which nothing is heard.
  await server.database.query(`UPDATE "Node" SET admission = 'revoked' WHERE id = $1`, [
    agent.nodeId,
  ]);
  agent.sample(seriesOf('test.after'), 2);
  await agent.close();
  await agent.until('the agent is refused', () => agent.uplink.status().state === 'refused');
  expect(agent.uplink.status().reason).toContain('This node was shut out');
  const rows = await server.as(viewer).metrics.rows({ nodeId: agent.nodeId });
  expect(rows.filter(({ lastValue }) => lastValue === 2)).toEqual([]);
}, 60_000);

test.skipIf(!onPostgres)(
  'a node that is shut out on one server is away from another one that did not hear it',
  async () => {
    await using postgres = await createTestPostgres();
    const databases = [await openAt(postgres.url), await openAt(postgres.url)] as const;
    {
      await using here = await startTestServer({ database: databases[0] });
      await using there = await startTestServer({ database: databases[1], beside: here });
      await using agent = await startTestAgent(there, 'box');
      const { nodeId } = agent;
      await deafen(there);
      await here.as(admin).enrolment.revokeNode({ nodeId });
      await agent.until('the agent is refused', () => agent.uplink.status().state === 'refused');
      expect(agent.uplink.status().reason).toContain('This node was shut out');
    }
    for (const database of databases) await database.close();
  },
  60_000,
);
