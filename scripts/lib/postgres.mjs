import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { Trouble } from './stages.mjs';

const DEBIAN = '/usr/lib/postgresql';

/**
 * A PostgreSQL of its own in a temporary directory, on this machine alone, with fsync as in earnest.
 * PostgreSQL refuses to run as root, so root starts it as the user that Debian makes for it.
 * @returns {Promise<{ url: string, stop: () => void }>}
 */
export async function startPostgres() {
  const programs = findPrograms();
  const folder = mkdtempSync(join(tmpdir(), 'opsbro-postgres-'));
  const data = join(folder, 'data');
  if (userInfo().uid === 0) must('chown', ['postgres', folder]);
  const port = await freePort();
  const options = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c max_connections=300`;
  asOwner(join(programs, 'initdb'), ['-D', data, '-A', 'trust', '-U', 'opsbro', '-E', 'UTF8']);
  const log = ['-l', join(folder, 'log')];
  asOwner(join(programs, 'pg_ctl'), ['-D', data, ...log, '-o', options, '-w', 'start']);
  return {
    url: `postgresql://opsbro@127.0.0.1:${port}/postgres`,
    stop() {
      asOwner(join(programs, 'pg_ctl'), ['-D', data, '-m', 'fast', '-w', 'stop']);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The newest that Debian installed, or what is in the path. */
function findPrograms() {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).map(Number) : [];
  const newest = versions.sort((a, b) => b - a)[0];
  if (newest !== undefined) return join(DEBIAN, String(newest), 'bin');
  const { stdout } = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' });
  if (stdout) return stdout.trim();
  throw new Trouble('There is no PostgreSQL here: install it (Debian: apt install postgresql).');
}

/** @param {string} program @param {readonly string[]} words */
function asOwner(program, words) {
  if (userInfo().uid !== 0) return must(program, words);
  return must('setpriv', [
    '--reuid=postgres',
    '--regid=postgres',
    '--init-groups',
    program,
    ...words,
  ]);
}

/** @param {string} program @param {readonly string[]} words */
function must(program, words) {
  // What it starts keeps its output open, so nobody may wait for the end of that.
  const { status, error } = spawnSync(program, words, {
    cwd: tmpdir(),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Trouble(`${program} failed: ${error?.message ?? `code ${status}`}`);
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
