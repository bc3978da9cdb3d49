import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lockDirectory } from '@/server/db/directory-lock';
import { OtherProcess } from './other-process';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'opsbro-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the lock of a data directory', () => {
  test('refuses a second opener in the same process, and lets go when released', async () => {
    const directory = join(folder, 'db');
    const lock = await lockDirectory(directory);
    await expect(lockDirectory(directory)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: `${directory} is in use by process ${process.pid}; stop it or choose another data directory with --data`,
    });
    await lock.release();
    await (await lockDirectory(directory)).release();
    expect(readdirSync(`${directory}.lock`)).toEqual([]);
  });

  test('is held by another process, even one that is stopped, and dies with it', async () => {
    const directory = join(folder, 'db');
    await using holder = new OtherProcess(new URL('./lock-holder.ts', import.meta.url), directory);
    await holder.said(1);
    const refusal = { message: expect.stringContaining(`in use by process ${holder.pid};`) };
    await expect(lockDirectory(directory)).rejects.toMatchObject(refusal);

    holder.child.kill('SIGSTOP');
    await expect(lockDirectory(directory)).rejects.toMatchObject(refusal);

    await holder.kill();
    expect(readdirSync(`${directory}.lock`)).toHaveLength(1);
    await (await lockDirectory(directory)).release();
  });

  test('goes to at most one of many that come at once', async () => {
    const directory = join(folder, 'db');
    const comers = Array.from({ length: 20 }, () => lockDirectory(directory));
    const outcomes = await Promise.allSettled(comers);
    const winners = outcomes.filter(({ status }) => status === 'fulfilled');
    expect(winners.length).toBeLessThanOrEqual(1);
  });

  test('works where the path is longer than a socket may have', async () => {
    const parent = join(folder, 'a'.repeat(90), 'b'.repeat(90));
    mkdirSync(parent, { recursive: true });
    const directory = join(parent, 'db');
    const lock = await lockDirectory(directory);
    await expect(lockDirectory(directory)).rejects.toMatchObject({ code: 'CONFLICT' });
    await lock.release();
    await (await lockDirectory(directory)).release();
    const litter = readdirSync(tmpdir()).filter((name) => name.startsWith('opsbro-detour-'));
    expect(litter).toEqual([]);
  });
});
