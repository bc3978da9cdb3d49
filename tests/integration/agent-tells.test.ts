import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Agent } from '@/agent/agent';
import { systemGossip } from '@/agent/cluster/system-gossip';
import { createSystemHost } from '@/agent/collectors/system-host';
import { type AgentConfig, resolveConfig } from '@/agent/config/config';
import { packJudges } from '@/agent/packs/pack-judges';
import { packPlaces } from '@/agent/packs/pack-places';
import { PackStore } from '@/agent/packs/pack-store';
import { processMeter } from '@/agent/process-meter';
import { newEpoch } from '@/agent/uplink/epoch';
import { openIdentity } from '@/agent/uplink/identity';
import { createUplink } from '@/agent/uplink/uplink';
import { checkQuery } from '@/common/domain/check-query';
import type { CheckReport } from '@/common/domain/check-report';
import { systemClock } from '@/common/node/system-clock';
import { systemRandom } from '@/common/node/system-random';
import { until } from '../scripts/launched';
import { QuietLog } from '../support/quiet-log';
import { startTestServer, type TestServer } from '../support/test-server';

const directory = mkdtempSync(join(tmpdir(), 'opsbro-tells-'));
const log = new QuietLog();
let server: TestServer;
let agent: Agent;
let nodeId: string;

beforeAll(async () => {
  const pack = join(directory, 'packs/local/own');
  mkdirSync(join(pack, 'checks'), { recursive: true });
  writeFileSync(join(pack, 'pack.yaml'), 'name: own\nversion: 1.0.0\nsummary: Ours\n');
  writeFileSync(
    join(pack, 'parameters.yaml'),
    'limit: { type: int, default: 0, help: Where it begins to be bad. }\n',
  );
  writeFileSync(
    join(pack, 'checks/always.yaml'),
    'summary: Always\ncritical_if: "{{collector.memory.memtotal}} > {{parameters.limit}}"\ninterval: 1s\nattempts: 1\n',
  );
  writeFileSync(
    join(pack, 'checks/backup.yaml'),
    'summary: The backup\npassive: true\nattempts: 1\n',
  );
  server = await startTestServer();
  const identity = openIdentity(directory);
  nodeId = identity.nodeId;
  await server.services.nodes.enrol({ id: nodeId, hostname: 'box', publicKey: identity.publicKey });
  const places = { dataDirectory: directory, packsDirectory: join(process.cwd(), 'packs') };
  agent = await createAgent(resolveConfig([], places), identity);
  agent.start();
}, 60_000);

afterAll(async () => {
  await agent.stop('the test is over');
  await server[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
});

async function createAgent(config: AgentConfig, identity: ReturnType<typeof openIdentity>) {
  const clock = systemClock;
  const random = systemRandom();
  const host = createSystemHost(clock);
  const store = new PackStore({ clock, log, places: packPlaces(config), judges: packJudges });
  const uplink = createUplink({
    clock,
    random,
    log,
    identity,
    epoch: newEpoch(clock, random),
    dataDirectory: directory,
    serverUrl: server.url,
    serverKey: server.fingerprint,
    agentVersion: '0.0.0-test',
    hostname: 'box',
    bootId: 'boot',
    machineId: 'machine',
  });
  const packs = await store.open();
  const parts = { clock, random, host, log, config, version: '0.0.0-test', uplink, packs };
  const gossip = systemGossip({ clock, log, dataDirectory: directory, identity });
  return new Agent({ ...parts, gossip, process: processMeter(), variables: {} });
}

const ask = (question: Parameters<TestServer['services']['questions']['ask']>[1]) =>
  server.services.questions.ask(nodeId, question);

/** The check that is always bad, as the server knows it. */
const always = async () =>
  (await server.database.prisma.nodeCheck.findMany({ where: { nodeId, check: 'own.always' } }))[0];

const isExplained = (row: { readonly explanation: unknown } | undefined) =>
  row !== undefined && row.explanation !== null;

test('a check that turns red is on the server with why, and so are all packs and checks', async () => {
  await until('it is red, and explained', async () => isExplained(await always()));
  expect(await always()).toMatchObject({ state: 'critical', rank: 0, pack: 'own', applies: true });
  const explanation = (await always())?.explanation;
  expect(explanation).toMatchObject([{ key: 'critical_if' }]);
  expect(JSON.stringify(explanation)).toContain('collector.memory.memtotal');
  const { prisma } = server.database;
  const documents = await prisma.nodeDocument.findMany({ where: { nodeId } });
  const own = documents.filter(({ key }) => key === 'own' || key === 'own.always');
  expect(own.map(({ kind }) => kind).sort()).toEqual(['check', 'pack']);
  expect(documents.filter(({ key }) => key === '*').length).toBeGreaterThanOrEqual(5);
  expect(log.lines.filter(({ message }) => message === 'a document cannot be told')).toEqual([]);
  const told = await prisma.timelineEntry.findMany({ where: { nodeId, kind: 'check-state' } });
  expect(told.map(({ text }) => text)).toContainEqual(
    expect.stringMatching(/^check own\.always is critical/),
  );
});

test('the agent answers whatever it may be asked', async () => {
  const text = JSON.stringify(
    await ask({ ask: 'evaluate', expression: '{{parameters.limit}} + 1', pack: 'own' }),
  );
  expect(text).toContain('"shown":"1"');
  expect(
    JSON.stringify(await ask({ ask: 'evaluate', expression: "file_exists('/etc')", pack: '' })),
  ).toContain('only on the node itself');
  expect(await ask({ ask: 'explain-check', check: 'own.always' })).toMatchObject({
    report: { state: 'critical' },
    parts: [{ key: 'critical_if' }],
  });
  const { runs } = (await ask({ ask: 'run-check', check: 'own.always' })) as unknown as CheckReport;
  expect(runs).toBeGreaterThan(0);
  expect(await ask({ ask: 'complete', text: 'collector.memory.memt', pack: '' })).toEqual([
    'collector.memory.memtotal',
  ]);
  expect(await ask({ ask: 'run-collector', collector: 'memory' })).toMatchObject({ state: 'ok' });
  await expect(ask({ ask: 'evaluate', expression: '1 +', pack: '' })).rejects.toMatchObject({
    code: 'INVALID',
  });
  for (const question of [
    { ask: 'explain-check', check: 'no.such' },
    { ask: 'explain-detector', detector: 'no.such' },
    { ask: 'explain-role', role: 'no.such' },
    { ask: 'run-collector', collector: 'nothing' },
  ] as const) {
    await expect(ask(question)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  }
});

test('a result that a person tells through the server is how the check of its node stands', async () => {
  const tell = (check: string, state: 'ok' | 'critical') =>
    server.services.checks.tell(nodeId, check, { state, output: 'the backup of today' });
  await until('the check is known', async () => {
    const found = await server.services.checks.list(checkQuery.parse({ check: 'own.backup' }));
    return found.rows.length > 0;
  });
  expect(await tell('own.backup', 'critical')).toMatchObject({ state: 'critical' });
  await until('the server knows', async () => {
    const { rows } = await server.services.checks.list(checkQuery.parse({ check: 'own.backup' }));
    return rows[0]?.state === 'critical' && rows[0].output === 'the backup of today';
  });
  expect(await tell('own.backup', 'ok')).toMatchObject({ state: 'ok' });
  await expect(tell('own.always', 'ok')).rejects.toMatchObject({ code: 'CONFLICT' });
});
