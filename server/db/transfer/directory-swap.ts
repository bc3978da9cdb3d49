import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '@/common/errors';
import { writeFileAtomic } from '@/common/node/atomic-file';
import { syncDirectory } from '../durable-node-fs';

const name = z.string().regex(/^[^/]+$/);

/** One folder that takes the place of another, which is kept; all three beside the database. */
const swap = z.strictObject({ fresh: name, place: name, kept: name });

export type Swap = z.infer<typeof swap>;

const plan = z.array(swap).max(8);

/**
 * Puts folders that are complete and on the disk into their places. The plan is written down first,
 * so that a crash in the middle is brought to its end by whoever comes next, see `finishSwap`.
 *
 * @param directory of the database, whose lock the caller holds
 */
export function swapFolders(directory: string, swaps: readonly Swap[]): void {
  writeFileAtomic(planPath(directory), JSON.stringify(swaps));
  finishSwap(directory);
}

/**
 * Ends a swap that a crash interrupted; nothing to do nearly always. Comes before anything looks at
 * the database's directory, which may be missing in the middle of one.
 */
export function finishSwap(directory: string): void {
  const path = planPath(directory);
  if (!existsSync(path)) return;
  const folder = dirname(directory);
  for (const { fresh, place, kept } of readPlan(path)) {
    const at = (file: string) => join(folder, file);
    if (!existsSync(at(fresh))) continue;
    if (existsSync(at(place))) renameSync(at(place), at(kept));
    renameSync(at(fresh), at(place));
    syncDirectory(folder);
  }
  rmSync(path);
  syncDirectory(folder);
}

/** A name beside `directory` that nothing has: `pg.before-restore-2026-11-22T163324`. */
export function keptName(directory: string, why: string, wallMs: number): string {
  const moment = new Date(wallMs).toISOString().slice(0, 19).replaceAll(':', '');
  const first = `${basename(directory)}.${why}-${moment}`;
  let wanted = first;
  for (let count = 1; existsSync(join(dirname(directory), wanted)); count += 1) {
    wanted = `${first}-${count}`;
  }
  return wanted;
}

function planPath(directory: string): string {
  return `${directory}.swap`;
}

function readPlan(path: string): readonly Swap[] {
  try {
    return plan.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new AppError(
      'INVALID',
      `${path} is not readable as the plan of an interrupted restore; remove it after a look at the folders beside it.`,
      { cause },
    );
  }
}
