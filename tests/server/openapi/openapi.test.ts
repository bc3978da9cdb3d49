import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openApiText } from '@/scripts/api/openapi-text';
import document from '@/server/openapi/openapi.json';
import { appRouter } from '@/server/trpc/app-router';
import { apiToken } from '../../support/api-token';
import { startTestServer, type TestServer } from '../../support/test-server';
import { addNodes } from '../nodes/fleet';

test('the committed document is the router as it is: no change goes unannounced', () => {
  const committed = readFileSync('server/openapi/openapi.json', 'utf8');
  expect(openApiText(process.cwd()), 'npm run openapi writes it anew').toBe(committed);
}, 60_000);

test('the document is valid OpenAPI 3.1', async () => {
  expect(await new Validator().validate(structuredClone(document))).toEqual({ valid: true });
});

test('every procedure is in it, under its own name', () => {
  const calls = Object.keys(document.paths).map((path) => path.replace('/api/trpc/', ''));
  const described = [...calls, ...Object.keys(document['x-subscriptions'])];
  expect(described.sort()).toEqual(Object.keys(appRouter._def.procedures).sort());
});

describe('a script that has read nothing but the document', () => {
  let server: TestServer;
  let token: string;
  beforeAll(async () => {
    server = await startTestServer();
    await addNodes(server, [{ id: 'a' }, { id: 'b' }], Date.now());
    token = await apiToken(server, ['*:read', 'nodes:write']);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  // What is described is what comes; formats are words for people.
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema(document, 'openapi');

  type Path = keyof typeof document.paths;

  async function call(path: Path, input: unknown, authorization = `Bearer ${token}`) {
    const isQuery = 'get' in document.paths[path];
    const words = JSON.stringify({ json: input });
    const search = isQuery && input !== undefined ? `?input=${encodeURIComponent(words)}` : '';
    const response = await fetch(`${server.url}${path}${search}`, {
      headers: { authorization, 'content-type': 'application/json' },
      ...(isQuery ? {} : { method: 'POST', body: words }),
    });
    const kind = response.ok ? '200' : 'default';
    const verb = isQuery ? 'get' : 'post';
    const at = `${path.replaceAll('/', '~1')}/${verb}/responses/${kind}/content`;
    const body: unknown = await response.json();
    const isDescribed = ajv.validate(`openapi#/paths/${at}/application~1json/schema`, body);
    expect(isDescribed, ajv.errorsText()).toBe(true);
    return { status: response.status, body };
  }

  test.each<[Path, unknown]>([
    ['/api/trpc/nodes.list', { query: 'a', pageSize: 10 }],
    ['/api/trpc/nodes.overview', undefined],
    ['/api/trpc/nodes.find', { nodeId: 'b' }],
    ['/api/trpc/timeline.list', {}],
    ['/api/trpc/health.server', undefined],
    ['/api/trpc/auth.me', undefined],
    ['/api/trpc/metrics.rows', { nodeId: 'a' }],
  ])('asks for %s and gets what is described', async (path, input) => {
    expect(await call(path, input)).toMatchObject({ status: 200, body: { result: {} } });
  });

  test('changes a node as described', async () => {
    const edit = { nodeId: 'a', displayName: 'Anna', groups: ['x'], collectorIntervalsMs: {} };
    const { body } = await call('/api/trpc/nodes.edit', edit);
    expect(body).toMatchObject({ result: { data: { json: { name: 'Anna' } } } });
  });

  test.each<[Path, unknown, number]>([
    ['/api/trpc/nodes.find', { nodeId: 'zzz' }, 404],
    ['/api/trpc/nodes.find', { wrong: 1 }, 400],
    ['/api/trpc/tokens.revoke', { tokenId: 'x' }, 403],
  ])('is refused by %s with %j as described: %i', async (path, input, status) => {
    expect(await call(path, input)).toMatchObject({ status, body: { error: {} } });
  });

  test('is told that a token is wrong', async () => {
    const { status } = await call('/api/trpc/nodes.overview', undefined, `Bearer ${token}x`);
    expect(status).toBe(401);
  });

  test('finds the document at the server itself', async () => {
    const response = await fetch(`${server.url}/api/openapi.json`);
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(await response.json()).toEqual(document);
  });
});
