import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { AppError } from '@/common/errors';
import { copyDataDirectory } from './create-data-directory';
import { workerUrl } from './start-worker';

/** An empty database beside the built worker, made by the build with the very same PGlite. */
const TEMPLATE = './empty-database/';

/**
 * Makes a new database: a copy of the build's where there is one, else by `initdb` in a process of
 * its own, which takes 800 MB for some seconds; a thread would leave 120 MB of that behind.
 *
 * @throws {AppError} UNREACHABLE with the reason.
 */
export async function createDatabase(directory: string): Promise<void> {
  const worker = await workerUrl();
  const template = fileURLToPath(new URL(TEMPLATE, worker));
  if (existsSync(`${template}PG_VERSION`)) return copyDataDirectory(template, directory);
  const script = fileURLToPath(worker);
  const stdio = ['ignore', 'ignore', 'pipe'] as const;
  const child = spawn(process.execPath, [script, directory], { stdio: [...stdio] });
  const [[code, signal], complaints] = await Promise.all([
    once(child, 'close'),
    child.stderr === null ? '' : text(child.stderr),
  ]);
  if (code === 0) return;
  const reason = complaints.trim() || `its process ended with ${signal ?? code}`;
  throw new AppError('UNREACHABLE', `cannot create the database in ${directory}: ${reason}`);
}
