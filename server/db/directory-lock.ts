import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { AppError } from '@/common/errors';

export interface DirectoryLock {
  release(): Promise<void>;
}

/**
 * Makes this process the only one that may open `directory`.
 *
 * PGlite takes no lock of its own, and two openers lose one another's rows. Each process that wants
 * the directory listens on a socket of its own in `<directory>.lock/`, and only then looks whether
 * another one answers there: of two that come at once at most one stays. The kernel closes the
 * socket with its process, however that ends, so a socket that refuses is dead for good and is
 * removed, and a process that is merely stopped still holds its lock. A socket in the file system is
 * seen from every container that shares the directory, unlike an abstract one; two machines that
 * share it over a network do not see each other's.
 *
 * @param directory resolved, see `resolveDataDirectory`.
 * @throws {AppError} CONFLICT, naming the process that holds it.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const folder = `${directory}.lock`;
  mkdirSync(folder, { recursive: true });
  const own = `${process.pid}-${randomUUID().slice(0, 8)}`;
  const server = await listen(folder, own);
  const release = () => new Promise<void>((resolve) => server.close(() => resolve()));
  for (const name of readdirSync(folder)) {
    if (name === own) continue;
    if (await isAlive(folder, name)) {
      await release();
      throw new AppError('CONFLICT', inUse(directory, name));
    }
    rmSync(join(folder, name), { force: true });
  }
  return { release };
}

async function listen(folder: string, name: string): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  await atShortPath(folder, name, (path) => {
    return new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
  });
  server.unref();
  return server;
}

/** Whatever is not a clear refusal counts as alive: a lock is never taken from a live process. */
function isAlive(folder: string, name: string): Promise<boolean> {
  return atShortPath(folder, name, (path) => {
    return new Promise<boolean>((resolve) => {
      const socket = connect(path);
      socket.once('connect', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', (error: NodeJS.ErrnoException) => {
        resolve(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT');
      });
    });
  });
}

/** A socket's path has at most 107 bytes (103 on macOS): a longer one goes through a link. */
async function atShortPath<Result>(
  folder: string,
  name: string,
  use: (path: string) => Promise<Result>,
): Promise<Result> {
  const path = join(folder, name);
  if (Buffer.byteLength(path) <= SOCKET_PATH_BYTES_MAX) return await use(path);
  const detour = mkdtempSync(join(tmpdir(), 'opsbro-detour-'));
  try {
    symlinkSync(folder, join(detour, 'lock'));
    return await use(join(detour, 'lock', name));
  } finally {
    rmSync(detour, { recursive: true, force: true });
  }
}

const SOCKET_PATH_BYTES_MAX = 100;

function inUse(directory: string, socketName: string): string {
  const [pid] = basename(socketName).split('-');
  return `${directory} is in use by process ${pid}; stop it or choose another data directory with --data`;
}
