import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { systemClock } from '@/common/node/system-clock';
import { adoptOlderMajor } from '@/server/db/older-major/adopt-older-major';
import { openDatabase } from '@/server/db/open-database';
import { openPgliteSession } from '@/server/db/transfer/pglite-session';
import { digestDatabase } from '@/server/db/transfer/read-database';
import { quietLog } from '../../../support/test-database';
import { testFolder } from '../transfer/transfer-rig';
import { adopting, makeOlderDirectory } from './older-directory';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const folder = testFolder();
const source = folder.file('made-by-17');
let digests: Awaited<ReturnType<typeof makeOlderDirectory>>;

beforeAll(async () => {
  digests = await makeOlderDirectory(source);
});

afterAll(() => folder[Symbol.dispose]());

const majorOf = (directory: string) => readFileSync(join(directory, 'PG_VERSION'), 'utf8').trim();

test('a server takes over a database of PostgreSQL 17 with every row, and keeps the old one', async () => {
  using own = testFolder();
  const directory = own.file('pg');
  cpSync(source, directory, { recursive: true });
  const steps: string[] = [];
  const database = await openDatabase({
    directory,
    clock: systemClock,
    log: quietLog,
    onProgress: (step) => steps.push(step),
  });
  expect(database.health().version).toMatch(/PostgreSQL 18/);
  await database.close();
  expect(steps[0]).toBe('taking over the database of PostgreSQL 17');
  const session = await openPgliteSession(directory);
  expect(await digestDatabase(session)).toEqual(digests);
  await session.close();
  const names = readdirSync(own.path).filter((name) => !name.endsWith('.lock'));
  expect(names).toEqual(['pg', expect.stringMatching(/^pg\.17-\d{4}-/)]);
  expect(majorOf(own.file(names[1] ?? ''))).toBe('17');
});

test('killed at any moment, the take-over leaves the old database or the new one, whole', async () => {
  using own = testFolder();
  const directory = own.file('pg');
  cpSync(source, directory, { recursive: true });
  const moments = ['copying', 'applying', 'writing', 'comparing'];
  for (const moment of moments) {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', 'tests/server/db/older-major/adopting.ts', directory],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const exited = once(child, 'exit');
    child.stdout.on('data', (text: Buffer) => {
      if (text.toString().includes(`: ${moment}`)) child.kill('SIGKILL');
    });
    await exited;
    expect(['17', '18']).toContain(majorOf(directory));
  }
  await sleep(500);
  await adoptOlderMajor({ ...adopting, directory });
  const session = await openPgliteSession(directory);
  expect(await digestDatabase(session)).toEqual(digests);
  await session.close();
});

test('a database of a major that nothing here reads is left alone, in words', async () => {
  using own = testFolder();
  const directory = own.file('pg');
  cpSync(source, directory, { recursive: true });
  writeFileSync(join(directory, 'PG_VERSION'), '16\n');
  await expect(adoptOlderMajor({ ...adopting, directory })).rejects.toThrow(
    /PostgreSQL 16, which this version of OpsBro cannot take over/,
  );
  expect(readdirSync(own.path)).toEqual(['pg']);
});
