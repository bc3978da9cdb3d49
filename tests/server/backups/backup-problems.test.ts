import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createBackupFiles } from '@/server/backups/backup-files';
import { BackupService } from '@/server/backups/backup-service';
import { FakeClock } from '../../support/fake-clock';
import { quietLog } from '../../support/test-database';

const DAY_MS = 86_400_000;
const OVERDUE = ['No backup has succeeded for two days.'];

let folder: string;
let clock: FakeClock;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'opsbro-backups-'));
  clock = new FakeClock(Date.UTC(2026, 10, 22));
});
afterEach(() => rmSync(folder, { recursive: true }));

function open(claim: { readonly isHeld: boolean }): BackupService {
  const fails = async () => {
    throw new Error('no backup in this test');
  };
  const files = createBackupFiles(folder);
  const audit = { recordAlone: fails };
  const parts = { files, audit, claim, clock, log: quietLog, take: fails, verify: fails };
  return new BackupService({ ...parts, intervalMs: 6 * 3_600_000, keep: 8 });
}

test('the server that makes backups says when none has succeeded for two days', async () => {
  const backups = open({ isHeld: true });
  await clock.advance(2 * DAY_MS - 1);
  expect(backups.problems()).toEqual([]);
  await clock.advance(1);
  expect(backups.problems()).toEqual(OVERDUE);
});

test('another server, whose folder stays empty, has nothing to say', async () => {
  const backups = open({ isHeld: false });
  await clock.advance(30 * DAY_MS);
  expect(backups.problems()).toEqual([]);
});

test('one that takes over has two days of its own', async () => {
  const claim = { isHeld: false };
  const backups = open(claim);
  await clock.advance(30 * DAY_MS);
  expect(backups.problems()).toEqual([]);
  claim.isHeld = true;
  await clock.advance(DAY_MS);
  expect(backups.problems()).toEqual([]);
  await clock.advance(DAY_MS);
  expect(backups.problems()).toEqual(OVERDUE);
});
