// A whole server in a process of its own: what it survives is seen from outside.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openConsoleServer } from '@/server/console/console-server';
import { createLauncherLink } from '@/server/launcher-link';
import { addNodes } from '../../server/nodes/fleet';
import { apiToken } from '../../support/api-token';
import { quietLog } from '../../support/test-database';
import { startTestServer } from '../../support/test-server';

let unhandled = 0;
process.on('unhandledRejection', () => unhandled++);
process.on('uncaughtException', () => unhandled++);

const server = await startTestServer();
await addNodes(server, [{ id: 'canary-1' }, { id: 'canary-2' }], Date.now());
const token = await apiToken(server, ['*:read', 'nodes:write']);
const directory = mkdtempSync(join(tmpdir(), 'opsbro-victim-'));
const { services } = server;
const setUpLink = async () => undefined;
const desk = await openConsoleServer({ services, directory, log: quietLog, setUpLink });

createLauncherLink().serve({
  async enrol() {
    throw new Error('no agent of a launcher here');
  },
});
process.on('message', async (message) => {
  if (typeof message !== 'object' || message === null || !('ask' in message)) return;
  for (let round = 0; round < 4; round++) globalThis.gc?.();
  process.send?.({
    told: message.ask,
    rssBytes: process.memoryUsage.rss(),
    unhandled,
    state: await state(),
  });
});
process.on('disconnect', async () => {
  await desk.close();
  await server[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
  process.exit(0);
});
process.send?.({ told: 'ready', port: server.port, token, directory });

/** Everything that a stranger must not be able to change. */
async function state(): Promise<string> {
  const tables = [
    'Node',
    'User',
    'Account',
    'EnrolmentToken',
    'Series',
    'NodeCollector',
    'ServerKey',
  ];
  const rows = tables.map(
    async (table) => (await server.database.query(`SELECT * FROM "${table}"`)).rows,
  );
  const tokens = await server.database.query('SELECT id, scopes, "revokedAt" FROM "ApiToken"');
  const all = [await Promise.all(rows), tokens.rows];
  return JSON.stringify(all, (_, value) => (typeof value === 'bigint' ? String(value) : value));
}
