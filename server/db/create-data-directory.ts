import {
  chmodSync,
  closeSync,
  cpSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { DurableNodeFS, syncDirectory } from './durable-node-fs';
import { openPglite } from './pglite-open';

/**
 * Makes the files of a new database. They appear under `directory` all at once and on the disk, so
 * that neither a power cut nor another process that does the same leaves half of one.
 */
export async function createDataDirectory(directory: string): Promise<void> {
  const draft = newDraft(directory);
  const code = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const wasm = await WebAssembly.compile(readFileSync(join(dirname(code), 'pglite.wasm')));
  const pglite = await openPglite(new DurableNodeFS(draft), { wasm, onLog: () => undefined });
  await pglite.close();
  rmSync(join(draft, 'postmaster.pid'), { force: true });
  publish(draft, directory);
}

/** The same from an empty database that was made before, which takes a moment instead of seconds. */
export function copyDataDirectory(template: string, directory: string): void {
  const draft = newDraft(directory);
  cpSync(template, draft, { recursive: true });
  publish(draft, directory);
}

function newDraft(directory: string): string {
  removeStaleDrafts(directory);
  return `${directory}${CREATING}${process.pid}`;
}

function publish(draft: string, directory: string): void {
  chmodSync(draft, 0o700);
  syncTree(draft);
  renameSync(draft, directory);
  syncDirectory(dirname(directory));
}

const CREATING = '.creating-';

/** Drafts are named after the process that writes them. */
function removeStaleDrafts(directory: string): void {
  const prefix = `${basename(directory)}${CREATING}`;
  for (const name of readdirSync(dirname(directory))) {
    if (!name.startsWith(prefix) || isRunning(Number(name.slice(prefix.length)))) continue;
    rmSync(join(dirname(directory), name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Brings everything under a directory to the disk. */
export function syncTree(directory: string): void {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) syncTree(path);
    else syncFile(path);
  }
  syncDirectory(directory);
}

function syncFile(path: string): void {
  const descriptor = openSync(path, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
