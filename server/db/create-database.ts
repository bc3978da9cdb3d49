import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { AppError } from '@/common/errors';
import { workerUrl } from './start-worker';

/**
 * Makes a new database, in a process of its own: `initdb` takes 800 MB for some seconds, and a
 * thread would leave 120 MB of that behind.
 *
 * @throws {AppError} UNREACHABLE with the reason.
 */
export async function createDatabase(directory: string): Promise<void> {
  const script = fileURLToPath(await workerUrl());
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
