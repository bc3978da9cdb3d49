import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Random } from '@/common/random';

/** Truncations among the damages; the others are single bits. */
const TRUNCATED = 0.3;

interface File {
  readonly path: string;
  readonly sizeBytes: number;
}

/** Files of tables and indexes that a migration made have numbers from here on. */
const OWN_FILES_FROM = 16_384;

/**
 * Flips one bit of one file under `directory`, or cuts one off: of any file in half of the cases,
 * else of one that belongs to a table of ours.
 * @returns what, for a failure to tell
 */
export function damageOneFile(directory: string, random: Random): string {
  const files = filesIn(directory);
  const own = files.filter(({ path }) => Number.parseInt(basename(path), 10) >= OWN_FILES_FROM);
  const { path, sizeBytes } = anyOf(random.next() < 0.5 ? files : own, random);
  const at = Math.floor(random.next() * sizeBytes);
  if (random.next() < TRUNCATED) {
    truncateSync(path, at);
    return `${path} cut to ${at} of ${sizeBytes} bytes`;
  }
  const bit = 1 << Math.floor(random.next() * 8);
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] ?? 0) ^ bit;
  writeFileSync(path, bytes);
  return `${path} with bit ${bit} of byte ${at} of ${sizeBytes} flipped`;
}

function filesIn(directory: string): File[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ path, sizeBytes: statSync(path).size }))
    .filter(({ sizeBytes }) => sizeBytes > 0);
}

function anyOf(files: readonly File[], random: Random): File {
  const file = files[Math.floor(random.next() * files.length)];
  if (file === undefined) throw new Error('there is no file to damage');
  return file;
}
