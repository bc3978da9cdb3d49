import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiToken } from '../../support/api-token';
import { startTestServer, type TestServer } from '../../support/test-server';

const run = promisify(execFile);
const root = process.cwd();
const tsc = join(root, 'node_modules/typescript/bin/tsc');

let directory: string;
let client: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'opsbro-test-client-'));
  client = join(directory, 'client');
  await run(process.execPath, ['scripts/build-client.mjs', client]);
  writeFileSync(join(directory, 'package.json'), '{"type":"module"}');
  mkdirSync(join(directory, 'node_modules'));
  symlinkSync(client, join(directory, 'node_modules/opsbro'));
}, 120_000);
afterAll(() => rmSync(directory, { recursive: true }));

/** Compiles a file of somebody who has nothing but the built client. */
function compile(name: string, text: string, options: object = {}) {
  writeFileSync(join(directory, `${name}.ts`), text);
  const compilerOptions = {
    ...{ strict: true, exactOptionalPropertyTypes: true, module: 'nodenext', target: 'es2022' },
    ...{ noEmit: true, types: [], lib: ['es2022', 'dom'] },
    ...options,
  };
  const config = join(directory, `${name}.json`);
  writeFileSync(config, JSON.stringify({ compilerOptions, files: [`${name}.ts`] }));
  return run(process.execPath, [tsc, '-p', config]);
}

describe('a project elsewhere', () => {
  test('compiles against the types, which need no other package, and no wrong call', async () => {
    const text = `
      import { createClient, OpsbroError, type ClientOptions } from 'opsbro/client';
      const options: ClientOptions = { url: 'http://localhost:1', token: '' };
      const client = createClient(options);
      const name: string = (await client.nodes.find.query({ nodeId: 'a' })).name;
      for await (const { data } of client.nodes.watch.subscribe({})) console.log(data.name, name);
      // @ts-expect-error a node is named by text
      await client.nodes.find.query({ nodeId: 1 });
      // @ts-expect-error there is no such field
      (await client.nodes.overview.query()).colour;
      console.log(new OpsbroError('X', 'y').code);
      export {};`;
    await expect(compile('elsewhere', text)).resolves.toMatchObject({ stdout: '' });
  }, 60_000);

  test('has the very types that the router has', async () => {
    const text = `
      import type { ClientApi as Published } from '${client}/client-api.mjs';
      import type { ClientApi } from '${root}/server/client/client-api';
      export const published = (ours: ClientApi): Published => ours;
      type Names<Api> = { readonly [Area in keyof Api]: keyof Api[Area] };
      export const names = (published: Names<Published>): Names<ClientApi> => published;`;
    const inside = {
      ...{ module: 'preserve', moduleResolution: 'bundler', skipLibCheck: true, jsx: 'react-jsx' },
      ...{ paths: { '@/*': [`${root}/*`] }, lib: ['es2023', 'esnext.disposable', 'dom'] },
      ...{ exactOptionalPropertyTypes: false, resolveJsonModule: true },
      ...{ typeRoots: [`${root}/node_modules/@types`], types: ['node'], target: 'es2023' },
    };
    await expect(compile('same', text, inside)).resolves.toMatchObject({ stdout: '' });
  }, 60_000);

  describe('with a server', () => {
    let server: TestServer;
    beforeAll(async () => {
      server = await startTestServer();
    });
    afterAll(() => server[Symbol.asyncDispose]());

    test('runs it with plain Node and no other package', async () => {
      const token = await apiToken(server, ['*:read']);
      const file = join(directory, 'script.mjs');
      writeFileSync(
        file,
        `import { createClient, OpsbroError } from 'opsbro/client';
        const client = createClient({ url: process.env.URL, token: process.env.TOKEN });
        console.log((await client.auth.me.query()).name);
        const failed = await client.nodes.find.query({ nodeId: 'x' }).catch((error) => error);
        console.log(failed instanceof OpsbroError, failed.code);
        const signal = AbortSignal.timeout(300);
        for await (const _ of client.nodes.watch.subscribe({}, { signal }));`,
      );
      const env = { ...process.env, URL: server.url, TOKEN: token };
      const { stdout, stderr } = await run(process.execPath, [file], { cwd: directory, env });
      expect({ stdout, stderr }).toEqual({ stdout: 'Ada\ntrue NOT_FOUND\n', stderr: '' });
    });
  });
});
