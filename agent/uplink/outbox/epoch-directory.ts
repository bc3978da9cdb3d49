import { lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { hasErrno } from '@/common/node/atomic-file';

const EPOCH = /^[0-9a-z]{16,32}$/;
const SEGMENT = /^(\d{8})\.seg$/;

/** The epochs that have left something in an outbox, the oldest first: their names sort by age. */
export function epochsIn(outboxDirectory: string): string[] {
  return namesIn(outboxDirectory)
    .filter((name) => EPOCH.test(name))
    .filter((name) => lstatSync(join(outboxDirectory, name)).isDirectory())
    .sort();
}

/** The segment files of an epoch, the oldest first. */
export function segmentsIn(outboxDirectory: string, epoch: string): string[] {
  return namesIn(join(outboxDirectory, epoch))
    .filter((name) => SEGMENT.test(name))
    .map((name) => join(outboxDirectory, epoch, name))
    .filter((path) => lstatSync(path).isFile())
    .sort();
}

export function segmentPath(outboxDirectory: string, epoch: string, number: number): string {
  return join(outboxDirectory, epoch, `${String(number).padStart(8, '0')}.seg`);
}

export function seriesPath(outboxDirectory: string, epoch: string): string {
  return join(outboxDirectory, epoch, 'series');
}

export function makeEpochDirectory(outboxDirectory: string, epoch: string): void {
  mkdirSync(join(outboxDirectory, epoch), { recursive: true, mode: 0o700 });
}

export function removeEpochDirectory(outboxDirectory: string, epoch: string): void {
  rmSync(join(outboxDirectory, epoch), { recursive: true, force: true });
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return [];
    throw error;
  }
}
