import { type BigIntStats, constants } from 'node:fs';
import { copyFile, lstat, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '@/common/clock';
import type { Connection } from './connection';

export interface CopyFilesDeps {
  /** Of the embedded database. */
  readonly directory: string;
  readonly connection: Connection;
  readonly clock: Clock;
}

/**
 * Copies the files of a database that goes on working: all of them first, and then, while nobody has
 * a turn, once more those that changed meanwhile. So the pause is as long as what is written to the
 * database within that time, not as its size.
 *
 * A transaction that was committed is in the copy's WAL; PostgreSQL's one thread is between two
 * statements, so no file is half written.
 */
export async function copyFiles(
  { directory, connection, clock }: CopyFilesDeps,
  target: string,
): Promise<{ pauseMs: number }> {
  const copied = new Map<string, string>();
  await mkdir(target, { mode: 0o700 });
  await copyChanged(directory, target, copied, clock);
  const session = await connection.begin();
  const startedMs = clock.nowMs();
  try {
    await copyChanged(directory, target, copied, clock);
  } finally {
    session.end();
  }
  return { pauseMs: clock.nowMs() - startedMs };
}

/**
 * Brings `target` to what `source` is. `copied` has the marks of what is there already: a file that
 * is being written while it is copied has another mark afterwards.
 */
async function copyChanged(
  source: string,
  target: string,
  copied: Map<string, string>,
  clock: Clock,
): Promise<void> {
  const found = new Set<string>();
  await walk(source, '', async (path, facts) => {
    found.add(path);
    const mark = markOf(facts);
    if (copied.get(path) === mark) return;
    const isOld = isSettled(facts, clock.wallMs());
    if (facts.isDirectory()) await mkdir(join(target, path), { recursive: true, mode: 0o700 });
    else if (!(await copyIfThere(join(source, path), join(target, path)))) return;
    copied.set(path, isOld ? mark : '');
  });
  for (const path of copied.keys()) {
    if (found.has(path)) continue;
    await rm(join(target, path), { recursive: true, force: true });
    copied.delete(path);
  }
}

type Visit = (path: string, facts: BigIntStats) => Promise<void>;

async function walk(root: string, folder: string, visit: Visit): Promise<void> {
  for (const name of await readdir(join(root, folder))) {
    const path = join(folder, name);
    const facts = await lstat(join(root, path), { bigint: true }).catch(() => undefined);
    if (facts === undefined) continue;
    await visit(path, facts);
    if (facts.isDirectory()) await walk(root, path, visit);
  }
}

/** PostgreSQL removes files of its own while it works. */
async function copyIfThere(source: string, target: string): Promise<boolean> {
  try {
    await copyFile(source, target, constants.COPYFILE_FICLONE);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function markOf({ ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return `${ino} ${size} ${mtimeNs} ${ctimeNs}`;
}

/**
 * The times of a file move in ticks of some milliseconds: one that was written just now may be
 * written again within the same tick, and is taken for changed in any case.
 */
function isSettled({ ctimeNs }: BigIntStats, wallMs: number): boolean {
  return BigInt(Math.floor(wallMs)) - ctimeNs / 1_000_000n > TICK_MS;
}

const TICK_MS = 1_000n;
