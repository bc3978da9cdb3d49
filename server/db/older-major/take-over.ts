import { cpSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { syncTree } from '../create-data-directory';
import { openFreshDatabase } from '../transfer/fresh-database';
import { type MoveOptions, moveDatabase } from '../transfer/move';
import { assertMajor, openOlderSession } from './older-session';

export interface TakeOverOptions extends MoveOptions {
  /** Of the database, resolved. Only read: its lock is the caller's. */
  readonly directory: string;
  /** What made it: `17`. */
  readonly major: string;
  /** Beside `directory`: where the new database is made. */
  readonly draft: string;
  readonly template?: string;
}

/**
 * Makes a database of today's major of one of an older major, which stays as it is: that is read from
 * a copy, since its PGlite replays the WAL without fsync. The draft is complete, compared and on the
 * disk when this returns; to put it into place is the caller's.
 */
export async function takeOver(options: TakeOverOptions): Promise<{ readonly rows: number }> {
  const { directory, draft, major, onStep } = options;
  assertMajor(major);
  const copy = `${draft}.reading`;
  onStep(`copying the database of PostgreSQL ${major}`);
  cpSync(directory, copy, { recursive: true });
  rmSync(join(copy, 'postmaster.pid'), { force: true });
  try {
    const rows = await moveAll(copy, options);
    syncTree(draft);
    return { rows };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

async function moveAll(copy: string, options: TakeOverOptions): Promise<number> {
  const source = await openOlderSession(copy, options.major);
  const target = await openFreshDatabase(options.draft, options.template);
  try {
    return (await moveDatabase(source, target, options)).rows;
  } finally {
    await target.close();
    await source.close();
  }
}

/** What a process that was killed left of this. */
export function removeStaleTakeOvers(directory: string): void {
  const prefix = `${basename(directory)}${TAKING_OVER}`;
  for (const name of readdirSync(dirname(directory))) {
    if (!name.startsWith(prefix)) continue;
    rmSync(join(dirname(directory), name), { recursive: true, force: true });
  }
}

/** Another name for each process: one that outlives its parent must not write into the next draft. */
export function takeOverDraft(directory: string, pid: number): string {
  return `${directory}${TAKING_OVER}${pid}`;
}

const TAKING_OVER = '.upgrading-';
