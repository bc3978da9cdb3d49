import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, lstatSync, renameSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { dirname, join } from 'node:path';
import type { AppError } from '../errors';

/** Takes the claim back: the socket is gone, unless it is another process's by now. */
export type ReleaseSocket = () => void;

export interface SocketClaimRules {
  /** Who listens at a path; `undefined` for nobody. Never throws. */
  holderOf(path: string): Promise<string | undefined>;
  /** The refusal of whoever comes second. */
  heldBy(holder: string): AppError;
}

const ATTEMPTS = 5;
/** Long enough for a process that starts at the same moment to be seen. */
const SETTLE_MS = 50;

/**
 * Listens on a socket that only its owner may open, and that dies with its process: so it is a lock
 * too. The file that a dead process left is replaced, a live one's never.
 *
 * The server listens under a name of its own first and is linked to the real one, because a link
 * fails where something is and a bind that has been cleared away for does not notice.
 * @throws {AppError} of `heldBy` when another process holds it
 */
export async function claimSocket(
  server: Server,
  path: string,
  rules: SocketClaimRules,
): Promise<ReleaseSocket> {
  await refuseIfHeld(path, rules);
  const ownName = besideName(path);
  await listen(server, ownName);
  chmodSync(ownName, 0o600);
  const { ino } = lstatSync(ownName);
  const isOurs = () => lstatSync(path, { throwIfNoEntry: false })?.ino === ino;
  try {
    await putInPlace(ownName, path, rules);
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    if (!isOurs()) throw rules.heldBy('another process that started at the same moment');
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

async function putInPlace(ownName: string, path: string, rules: SocketClaimRules): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (tryLink(ownName, path)) return;
    await refuseIfHeld(path, rules);
    await clearAway(path, rules);
  }
  throw rules.heldBy('other processes that start at the same moment');
}

/**
 * Two processes that start together may both have found the same dead socket. So it is moved aside
 * and asked once more: if the other was faster, this is its live socket, and it goes back.
 */
async function clearAway(path: string, rules: SocketClaimRules): Promise<void> {
  const aside = besideName(path);
  try {
    renameSync(path, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  const holder = await rules.holderOf(aside);
  if (holder !== undefined) tryLink(aside, path);
  rmSync(aside, { force: true });
  if (holder !== undefined) throw rules.heldBy(holder);
}

async function refuseIfHeld(path: string, rules: SocketClaimRules): Promise<void> {
  const holder = await rules.holderOf(path);
  if (holder !== undefined) throw rules.heldBy(holder);
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
