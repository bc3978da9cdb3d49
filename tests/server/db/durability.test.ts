import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '@/common/node/system-clock';
import { DurableNodeFS } from '@/server/db/durable-node-fs';
import { openDatabase } from '@/server/db/open-database';
import { assertDurable, openPglite } from '@/server/db/pglite-open';
import { findTestTemplate, quietLog } from '../../support/test-database';
import { OtherProcess } from './other-process';

let folder: string;
let directory: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'opsbro-durability-'));
  directory = join(folder, 'db');
  cpSync(await findTestTemplate(), directory, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const wasmFile = join(
  dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite')),
  'pglite.wasm',
);
const wasm = new WebAssembly.Module(readFileSync(wasmFile));
const options = { wasm, onLog: () => undefined };

describe('what was committed', () => {
  test('is on the disk: every commit is followed by fsync', async () => {
    const fileSystem = new DurableNodeFS(directory);
    const pglite = await openPglite(fileSystem, options);
    await assertDurable(pglite, fileSystem);
    await pglite.exec('CREATE TABLE t (id int)');
    const before = fileSystem.syncs;
    for (let id = 0; id < 50; id += 1) await pglite.query('INSERT INTO t VALUES ($1)', [id]);
    expect(fileSystem.syncs - before).toBeGreaterThanOrEqual(50);
    await pglite.close();
  });

  test('would not be without the hook, and the self-test says so', async () => {
    const pglite = await openPglite(new NodeFS(directory), options);
    await expect(assertDurable(pglite, { syncs: 0 })).rejects.toThrow(
      'self-test: a commit was answered without fsync',
    );
    await pglite.close();
  });

  test('survives kill -9 in the middle of writes', { timeout: 120_000 }, async () => {
    const openHere = () => openDatabase({ directory, clock: systemClock, log: quietLog });
    const first = await openHere();
    await first.query('CREATE TABLE written (id int PRIMARY KEY, data bytea)');
    await first.close();

    const acknowledged: number[] = [];
    for (let round = 1; round <= 3; round += 1) {
      await using writer = new OtherProcess(
        new URL('./writer.ts', import.meta.url),
        directory,
        String(round),
      );
      await writer.said(60 * round);
      await writer.kill();
      acknowledged.push(...writer.lines.filter((line) => /^\d+$/.test(line)).map(Number));
    }

    const steps: string[] = [];
    const onProgress = (step: string) => steps.push(step);
    const last = await openDatabase({ directory, clock: systemClock, log: quietLog, onProgress });
    const { rows } = await last.query<{ id: number }>('SELECT id FROM written');
    await last.close();
    const found = new Set(rows.map(({ id }) => id));
    expect(acknowledged.length).toBeGreaterThanOrEqual(360);
    expect(acknowledged.filter((id) => !found.has(id))).toEqual([]);
    expect(steps).toEqual(['recovering']);
  });
});
