import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

const VERSIONS = '/usr/lib/postgresql';
const PORT = 21_760;

/**
 * A PostgreSQL of Debian's for one run, in a temporary directory and with fsync, reached by a
 * socket. It does not run as root: then it runs as the user that the package made.
 */
export function startBenchPostgres() {
  const directory = mkdtempSync(join(tmpdir(), 'opsbro-bench-pg-'));
  const isRoot = userInfo().uid === 0;
  const user = isRoot ? 'postgres' : userInfo().username;
  if (isRoot) {
    chmodSync(directory, 0o755);
    chownSync(directory, idOf('-u', user), idOf('-g', user));
  }
  const data = join(directory, 'data');
  const run = (program: string, words: readonly string[]) => {
    const path = join(programs(), program);
    const command = isRoot
      ? ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--init-groups', path]
      : [path];
    const [first = '', ...rest] = [...command, ...words];
    execFileSync(first, rest, { stdio: ['ignore', 'ignore', 'inherit'], cwd: directory });
  };
  run('initdb', ['-D', data, '-A', 'trust', '-U', 'bench', '-E', 'UTF8', '--locale=C.UTF-8']);
  const settings = `-p ${PORT} -k ${directory} -c listen_addresses= -c max_wal_size=4GB`;
  run('pg_ctl', ['-D', data, '-w', '-l', join(directory, 'log'), '-o', settings, 'start']);
  const create = (name: string) =>
    run('createdb', ['-h', directory, '-p', String(PORT), '-U', 'bench', name]);
  create('source');
  return {
    url: (name: string) =>
      `postgresql://bench@localhost:${PORT}/${name}?host=${encodeURIComponent(directory)}`,
    create,
    stop() {
      run('pg_ctl', ['-D', data, '-m', 'immediate', 'stop']);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function programs(): string {
  const newest = existsSync(VERSIONS) ? readdirSync(VERSIONS).sort().at(-1) : undefined;
  if (newest === undefined) throw new Error('PostgreSQL is missing: apt-get install postgresql');
  return join(VERSIONS, newest, 'bin');
}

function idOf(flag: '-u' | '-g', user: string): number {
  return Number(execFileSync('id', [flag, user], { encoding: 'utf8' }));
}
