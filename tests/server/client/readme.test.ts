import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiToken } from '../../support/api-token';
import { startTestServer, type TestServer } from '../../support/test-server';
import { addNodes } from '../nodes/fleet';

const run = promisify(execFile);

let server: TestServer;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  server = await startTestServer();
  const nodes = [
    { id: 'web-1', cpuPercent: 12.5 },
    { id: 'web-2', cpuPercent: 80 },
    { id: 'db-1' },
  ];
  await addNodes(server, nodes, Date.now());
  const token = await apiToken(server, ['nodes:read']);
  env = { ...process.env, OPSBRO_URL: server.url, OPSBRO_TOKEN: token };
});
afterAll(() => server[Symbol.asyncDispose]());

const readme = readFileSync('README.md', 'utf8');

describe('the example of the README', () => {
  test.each([
    ['ts', 'tests/server/client/example.ts'],
    ['sh', 'tests/server/client/example.sh'],
  ])('in %s is the one that is run here', (language, file) => {
    expect(readme).toContain(`\`\`\`${language}\n${readFileSync(file, 'utf8')}\`\`\`\n`);
  });

  test('in TypeScript prints the nodes, the busiest first', async () => {
    const words = ['node_modules/tsx/dist/cli.mjs', 'tests/server/client/example.ts'];
    const { stdout } = await run(process.execPath, words, { env });
    expect(stdout).toBe('web-2 80\nweb-1 12.5\n');
  });

  test('with curl gets the same', async () => {
    const { stdout } = await run('bash', ['tests/server/client/example.sh'], { env });
    const { rows } = JSON.parse(stdout).result.data.json;
    expect(rows.map(({ name }: { name: string }) => name)).toEqual(['web-2', 'web-1']);
  });
});
