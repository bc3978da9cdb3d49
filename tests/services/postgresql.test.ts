import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { builtAgentPrints } from './support/built-agent';
import { packOnMachine } from './support/pack-on-machine';
import { freePort, hasPrograms, startService, succeeds } from './support/service-program';
import { makeTlsFiles, type TlsFiles } from './support/tls-files';

const VERSIONS = '/usr/lib/postgresql';
const newest = existsSync(VERSIONS)
  ? readdirSync(VERSIONS).sort((a, b) => Number(b) - Number(a))
  : [];
const BIN = join(VERSIONS, newest[0] ?? '15', 'bin');
const program = (name: string) => join(BIN, name);
const isReady = hasPrograms(program('postgres'), program('initdb')) && process.getuid?.() === 0;

interface StartOptions {
  readonly port: number;
  /** Of the primary that it follows. */
  readonly follows?: { readonly directory: string; readonly port: number };
  readonly settings?: readonly string[];
  readonly tls?: Pick<TlsFiles, 'cert' | 'key'>;
}

async function startPostgres({ port, follows, settings = [], tls }: StartOptions) {
  const server = await startService({
    user: 'postgres',
    prepare: (directory, asUser) => {
      const data = join(directory, 'data');
      // A key that others may read is refused.
      if (tls !== undefined) asUser('install', '-m', '600', tls.key, join(directory, 'key.pem'));
      if (follows === undefined) {
        // As Debian sets it up: the system's user through the socket, a password over TCP.
        const auth = ['--auth-local=peer', '--auth-host=scram-sha-256'];
        asUser(program('initdb'), '-D', data, '-N', '-E', 'UTF8', '--locale=C', ...auth);
      } else {
        const from = ['-h', follows.directory, '-p', String(follows.port)];
        asUser(program('pg_basebackup'), ...from, '-D', data, '-R', '-X', 'stream', '-c', 'fast');
      }
    },
    command: (directory) => [
      program('postgres'),
      ...(tls === undefined ? [] : tlsWords(join(directory, 'key.pem'), tls.cert)),
      ...['-D', join(directory, 'data'), '-k', directory, '-p', String(port)],
      ...['-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off', '-c', 'shared_buffers=16MB'],
      ...settings.flatMap((setting) => ['-c', setting]),
    ],
    isReady: () => succeeds(program('pg_isready'), '-h', '127.0.0.1', '-p', String(port)),
  });
  const sql = (statement: string) =>
    execFileSync(
      'setpriv',
      [
        ...['--reuid=postgres', '--regid=postgres', '--clear-groups', program('psql')],
        ...['-X', '-h', server.directory, '-p', String(port), '-At', '-c', statement],
      ],
      { encoding: 'utf8', cwd: '/', stdio: 'pipe' },
    ).trim();
  return { server, sql, directory: server.directory };
}

function tlsWords(key: string, cert: string): string[] {
  const settings = ['ssl=on', `ssl_cert_file=${cert}`, `ssl_key_file=${key}`];
  return settings.flatMap((setting) => ['-c', setting]);
}

describe.runIf(isReady)('postgresql', () => {
  test("a role of the agent's own name is let in by the socket, and hears what the server tells psql", async () => {
    const port = await freePort();
    const { server, sql, directory } = await startPostgres({
      port,
      settings: ['max_connections=30'],
    });
    await using _server = server;
    using pack = await packOnMachine('postgresql', { port, socket_directory: directory });
    expect(await pack.run()).toMatchObject({
      state: 'missing-configuration',
      reason: expect.stringContaining('role "root" does not exist'),
      fix: expect.stringContaining('sudo -u postgres createuser --role=pg_monitor root'),
    });

    sql('CREATE ROLE root LOGIN IN ROLE pg_monitor');
    sql('CREATE TABLE goods (id int)');
    using allowed = await packOnMachine('postgresql', { port, socket_directory: directory });
    expect(await allowed.run()).toMatchObject({ state: 'ok', reason: '' });
    sql('INSERT INTO goods SELECT generate_series(1, 500)');
    expect(allowed.facts).toMatchObject({
      version: sql('SHOW server_version').split(' ', 1)[0],
      is_standby: false,
    });
    const inserted = async () => {
      await allowed.run();
      return allowed.value('tup_inserted/s');
    };
    await expect.poll(inserted, { timeout: 10_000 }).toBeGreaterThan(0);
    expect(allowed.value('max_connections')).toBe(30);
    expect(allowed.value('xid_age')).toBe(
      Number(sql('SELECT max(age(datfrozenxid)) FROM pg_database')),
    );
    expect(allowed.value('archive_failing')).toBeUndefined();

    expect(await allowed.verdicts.groups()).toEqual(['postgresql']);
    expect(await allowed.verdicts.check('answers')).toMatch(/^ok: PostgreSQL \d+\.\d+ answers in/);
    expect(await allowed.verdicts.check('connections')).toMatch(/^ok: 1 of 30 connections/);
    expect(await allowed.verdicts.check('wraparound')).toMatch(/^ok: 0\.0 % of all/);
    expect(await allowed.verdicts.check('transactions')).toMatch(/^ok: .* for 0 min/);
    for (const other of ['replication', 'slots', 'archiving']) {
      expect(await allowed.verdicts.check(other)).toBe('not for this machine');
    }

    const printed = builtAgentPrints('postgresql', { port, socket_directory: directory });
    expect(printed).toContain('collector.postgresql.available = 1');
    const sizes = await allowed.runOf('postgresql_databases');
    expect(sizes).toMatchObject({ state: 'ok' });
    expect(allowed.numberOf('postgresql_databases', 'databases.postgres.size_bytes')).toBe(
      Number(sql("SELECT pg_database_size('postgres')")),
    );

    await server.kill();
    await allowed.run();
    expect(await allowed.verdicts.check('answers')).toMatch(
      /^critical: PostgreSQL does not answer: /,
    );
    expect(await allowed.runOf('postgresql_databases')).toMatchObject({ state: 'not-eligible' });
  });

  test('a password over TCP lets the agent in, and is told to nobody', async () => {
    const port = await freePort();
    const { server, sql } = await startPostgres({
      port,
      settings: ['max_connections=6', 'superuser_reserved_connections=1'],
    });
    await using _server = server;
    sql("CREATE ROLE opsbro LOGIN IN ROLE pg_monitor PASSWORD 'correct horse'");
    const login = { port, socket_directory: '', user: 'opsbro' };
    using right = await packOnMachine('postgresql', { ...login, password: 'correct horse' });
    expect(await right.run()).toMatchObject({ state: 'ok' });
    expect(right.everything()).not.toContain('correct horse');
    using wrong = await packOnMachine('postgresql', { ...login, password: 'tr0ub4dor' });
    expect(await wrong.run()).toMatchObject({
      state: 'missing-configuration',
      reason: expect.stringContaining('password authentication failed for user "opsbro"'),
      fix: expect.stringContaining('opsbro packs parameters set postgresql password -'),
    });
    expect(wrong.everything()).not.toContain('tr0ub4dor');
    using none = await packOnMachine('postgresql', login);
    expect(await none.run()).toMatchObject({ state: 'missing-configuration' });

    server.signal('SIGSTOP');
    await right.run();
    expect(await right.verdicts.check('answers')).toMatch(/^critical: .* did not answer in time$/);
    server.signal('SIGCONT');
    await right.run();
    expect(await right.verdicts.check('answers')).toMatch(/^ok/);
  });

  test('a standby, its slot and archiving that fails are seen from both sides', async () => {
    const [port, standbyPort] = [await freePort(), await freePort()];
    const primary = await startPostgres({
      port,
      settings: ['archive_mode=on', 'archive_command=false'],
    });
    await using _primary = primary.server;
    primary.sql('CREATE ROLE root LOGIN IN ROLE pg_monitor');
    primary.sql("SELECT pg_create_physical_replication_slot('forgotten', true)");
    const follows = { directory: primary.directory, port };
    const standby = await startPostgres({ port: standbyPort, follows });
    await using _standby = standby.server;
    using pack = await packOnMachine('postgresql', { port, socket_directory: primary.directory });
    using other = await packOnMachine('postgresql', {
      port: standbyPort,
      socket_directory: standby.directory,
    });
    const receiving = async () => {
      await other.run();
      return other.value('standby_receiving');
    };
    await expect.poll(receiving, { timeout: 20_000 }).toBe(1);
    expect(other.facts).toMatchObject({ is_standby: true });
    expect(await other.verdicts.check('replication')).toMatch(/^ok: [\d.]+ s behind/);

    primary.sql('SELECT pg_switch_wal()');
    const failing = async () => {
      await pack.run();
      return pack.value('archive_failing');
    };
    await expect.poll(failing, { timeout: 20_000 }).toBe(1);
    expect(pack.value('replicas')).toBe(1);
    expect(pack.value('slots_inactive')).toBe(1);
    expect(pack.value('slot_retained_bytes')).toBeGreaterThan(1_000_000);
    expect(await pack.verdicts.check('archiving')).toMatch(/^critical: archive_command fails/);
    expect(await pack.verdicts.check('slots')).toMatch(/^ok: 0\.0 GB/);

    await primary.server.kill();
    await expect.poll(receiving, { timeout: 20_000 }).toBe(0);
    expect(await other.verdicts.check('replication')).toMatch(/^warning: /);
  });

  test('over TLS it is believed by its certificate, and by nothing less', async () => {
    using files = await makeTlsFiles();
    const [plain, port] = [await freePort(), await freePort()];
    const { server: without } = await startPostgres({ port: plain });
    await using _without = without;
    const { server, sql } = await startPostgres({ port, tls: files });
    await using _server = server;
    sql("CREATE ROLE watcher LOGIN PASSWORD 'secret' IN ROLE pg_monitor");
    const login = { user: 'watcher', password: 'secret' };
    const base = { ...login, host: 'localhost', port, tls: true, socket_directory: '' };
    const { ca, otherCa } = files;
    const answerWith = async (change: Readonly<Record<string, unknown>>) => {
      using pack = await packOnMachine('postgresql', { ...base, ...change });
      const { state, reason, fix } = await pack.run();
      return [state, reason, fix, pack.facts.problem ?? ''].join(' | ');
    };
    expect(await answerWith({ tls_ca: ca })).toBe('ok |  |  | ');
    const nobody =
      /^missing-configuration . .*: nobody whom the agent trusts vouches .* tls_ca names/;
    expect(await answerWith({})).toMatch(nobody);
    expect(await answerWith({ tls_ca: otherCa })).toMatch(nobody);
    expect(await answerWith({ tls_ca: ca, host: '127.0.0.1' })).toMatch(
      /^missing-configuration . cannot talk to 127\.0\.0\.1:\d+: its certificate is for another name/,
    );
    expect(await answerWith({ tls_ca: ca, port: plain })).toMatch(
      /The server does not support SSL connections$/,
    );
  });
});
