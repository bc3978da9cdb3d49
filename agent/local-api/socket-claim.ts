import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, lstatSync, renameSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { dirname, join } from 'node:path';
import { AppError } from '@/common/errors';
import { createLocalClient } from './local-client';

/** Takes the claim back: the socket is gone, unless it is another agent's by now. */
export type ReleaseSocket = () => void;

const ATTEMPTS = 5;
/** Long enough for an agent that starts at the same moment to be seen. */
const SETTLE_MS = 50;

/**
 * Listens on the socket of a data directory, which is also the lock that keeps a second agent out:
 * it dies with its process. The file that a dead process left is replaced, a live one's never.
 *
 * The server listens under a name of its own first and is linked to the real one, because a link
 * fails where something is and a bind that has been cleared away for does not notice.
 * @throws {AppError} CONFLICT naming the process that holds it.
 */
export async function claimSocket(server: Server, path: string): Promise<ReleaseSocket> {
  await refuseIfHeld(path);
  const ownName = besideName(path);
  await listen(server, ownName);
  chmodSync(ownName, 0o600);
  const { ino } = lstatSync(ownName);
  const isOurs = () => lstatSync(path, { throwIfNoEntry: false })?.ino === ino;
  try {
    await putInPlace(ownName, path);
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    if (!isOurs()) throw heldBy(path, 'another agent that started at the same moment');
  } catch (error) {
    server.close();
    throw error;
  } finally {
    rmSync(ownName, { force: true });
  }
  return () => {
    if (isOurs()) rmSync(path, { force: true });
  };
}

async function putInPlace(ownName: string, path: string): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (tryLink(ownName, path)) return;
    await refuseIfHeld(path);
    await clearAway(path);
  }
  throw heldBy(path, 'other agents that start at the same moment');
}

/**
 * Two agents that start together may both have found the same dead socket. So it is moved aside
 * and asked once more: if the other was faster, this is its live socket, and it goes back.
 */
async function clearAway(path: string): Promise<void> {
  const aside = besideName(path);
  try {
    renameSync(path, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  const holder = await createLocalClient(aside).holder();
  if (holder !== undefined) tryLink(aside, path);
  rmSync(aside, { force: true });
  if (holder !== undefined) throw heldBy(path, holder);
}

async function refuseIfHeld(path: string): Promise<void> {
  const holder = await createLocalClient(path).holder();
  if (holder !== undefined) throw heldBy(path, holder);
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ path }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** No longer than the socket's own name, whose length has been checked. */
function besideName(path: string): string {
  return join(dirname(path), `.${randomBytes(4).toString('hex')}`);
}

function hasCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}

function heldBy(path: string, holder: string): AppError {
  return new AppError(
    'CONFLICT',
    `The data directory ${dirname(path)} is in use by ${holder}; stop that one with "opsbro agent stop", or start this one with another --data.`,
  );
}
