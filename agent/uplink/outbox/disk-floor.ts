import { statfsSync } from 'node:fs';

/** Of a file system, as far as this process may use it. */
export interface DiskSpace {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

export type ReadSpace = (directory: string) => DiskSpace;

const MEBIBYTE = 1_048_576;
const FLOOR_SHARE = 0.05;
const FLOOR_BYTES_MIN = 16 * MEBIBYTE;
const FLOOR_BYTES_MAX = 512 * MEBIBYTE;

/**
 * How much the outbox leaves free: 5 % of the disk, at least 16 MiB for what else writes there, and
 * at most 512 MiB, since on a large disk 5 % is many times what an outbox ever takes.
 */
export function floorBytes({ totalBytes }: DiskSpace): number {
  return Math.min(FLOOR_BYTES_MAX, Math.max(FLOOR_BYTES_MIN, totalBytes * FLOOR_SHARE));
}

/** @returns how many bytes are missing to the floor; 0 where there is room, or nobody can tell. */
export function missingBytes(read: ReadSpace, directory: string): number {
  try {
    const space = read(directory);
    return Math.max(0, floorBytes(space) - space.freeBytes);
  } catch {
    return 0;
  }
}

/** Of the directory's file system; the outbox waits for that disk anyway. See statfs(2). */
export const readSpace: ReadSpace = (directory) => {
  const { bavail, blocks, bsize } = statfsSync(directory);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
};
