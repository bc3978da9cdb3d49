import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createBackupFiles } from '@/server/backups/backup-files';
import { startBackupSchedule } from '@/server/backups/backup-schedule';
import { HELD } from '@/server/jobs/claims';
import { FakeClock } from '../../support/fake-clock';
import { quietLog } from '../../support/test-database';
import { testFolder } from '../db/transfer/transfer-rig';

const HOUR_MS = 3_600_000;

function startSchedule(path: string, change: { isHeld?: boolean; fails?: boolean } = {}) {
  const clock = new FakeClock(Date.UTC(2026, 10, 22));
  const files = createBackupFiles(path);
  let tries = 0;
  const schedule = startBackupSchedule({
    files,
    backups: {
      async create(_by, { kind }) {
        tries += 1;
        if (change.fails) throw new Error('no space');
        const name = files.newName(kind, clock.wallMs());
        writeFileSync(files.pathOf(name), '');
        return { name, sizeBytes: 0, atMs: clock.wallMs(), kind, verified: null };
      },
      settled: async () => undefined,
    },
    claim: { ...HELD, isHeld: change.isHeld ?? true },
    clock,
    log: quietLog,
    intervalMs: 6 * HOUR_MS,
    rule: async () => ({ keep: 3, days: 0, bytesMax: Number.POSITIVE_INFINITY }),
  });
  return { clock, files, schedule, tries: () => tries };
}

async function pass(clock: FakeClock, hours: number): Promise<void> {
  for (let minute = 0; minute < hours * 60; minute++) await clock.advance(60_000);
}

test('a backup comes every six hours, and those that had their time go', async () => {
  using folder = testFolder();
  const { clock, files, schedule, tries } = startSchedule(folder.path);
  await pass(clock, 31);
  expect(tries()).toBe(6);
  expect(files.list()).toHaveLength(3);
  await schedule.stop();
});

test('a server that starts anew waits for the time of the last one', async () => {
  using folder = testFolder();
  writeFileSync(folder.file('opsbro-20261121T230000Z-rolling.backup'), '');
  const { clock, schedule, tries } = startSchedule(folder.path);
  await pass(clock, 4);
  expect(tries()).toBe(0);
  await pass(clock, 2);
  expect(tries()).toBe(1);
  await schedule.stop();
});

test('one that fails is tried again after a quarter of an hour', async () => {
  using folder = testFolder();
  const { clock, schedule, tries } = startSchedule(folder.path, { fails: true });
  await pass(clock, 2);
  expect(tries()).toBeGreaterThan(5);
  expect(tries()).toBeLessThan(10);
  await schedule.stop();
});

test('a server that does not hold the job makes none', async () => {
  using folder = testFolder();
  const { clock, schedule, tries } = startSchedule(folder.path, { isHeld: false });
  await pass(clock, 13);
  expect(tries()).toBe(0);
  await schedule.stop();
});
