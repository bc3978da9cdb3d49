import { expect, test, vi } from 'vitest';
import { startTestServer } from '../../support/test-server';
import { seriesOf, startTestAgent } from './test-agent';

vi.setConfig({ testTimeout: 60_000 });

test('an agent goes on with a server that was put back to a backup, and says what is missing there', async () => {
  await using server = await startTestServer();
  await using agent = await startTestAgent(server);
  const load = seriesOf('load');
  const deliver = async (value: number) => {
    agent.sample(load, value);
    await agent.deliver();
  };
  await deliver(1);
  await deliver(2);
  const { database } = server;
  await database.query(`CREATE TABLE backup_node AS SELECT id, ticket, "nextTicket" FROM "Node"`);
  await database.query(`CREATE TABLE backup_epoch AS SELECT * FROM "AgentEpoch"`);
  await deliver(3);
  await deliver(4);
  // What a restore does to the rows that the link stands on.
  await database.transaction(async (sql) => {
    await sql.query(`UPDATE "AgentEpoch" e SET received = b.received FROM backup_epoch b
      WHERE e.epoch = b.epoch`);
    await sql.query(`UPDATE "Node" n SET ticket = b.ticket, "nextTicket" = b."nextTicket"
      FROM backup_node b WHERE n.id = b.id`);
    await sql.query('DROP TABLE backup_node, backup_epoch');
  });
  agent.cut();
  const told = async () =>
    (
      await database.query<{ text: string }>(
        `SELECT text FROM "TimelineEntry" WHERE kind = 'samples-lost'`,
      )
    ).rows.map(({ text }) => text);
  await agent.until('the gap is told', async () => (await told()).length > 0);
  expect(await told()).toEqual([expect.stringMatching(/^had delivered 2 reports that the server/)]);
  await deliver(5);
  agent.cut();
  await deliver(6);
  expect(await told()).toHaveLength(1);
});
