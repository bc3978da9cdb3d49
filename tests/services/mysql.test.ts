import { execFileSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtAgentPrints } from './support/built-agent';
import { packOnMachine } from './support/pack-on-machine';
import { freePort, hasPrograms, startService, succeeds } from './support/service-program';
import { makeTlsFiles } from './support/tls-files';

const SERVER = '/usr/sbin/mariadbd';
const INSTALL = '/usr/bin/mariadb-install-db';
const CLIENT = '/usr/bin/mariadb';
const USER = 'mysql';

/** An empty database as Debian makes it: root comes in through the socket. */
let empty: string;

async function startMariadb(port: number, ...words: string[]) {
  let socket = '';
  const server = await startService({
    user: USER,
    prepare: (directory, asUser) => {
      socket = join(directory, 'socket');
      asUser('cp', '-r', empty, join(directory, 'data'));
    },
    command: (directory) => [
      SERVER,
      '--no-defaults',
      `--datadir=${directory}/data`,
      `--socket=${directory}/socket`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      '--innodb-buffer-pool-size=32M',
      ...words,
    ],
    isReady: () => succeeds(CLIENT, '--no-defaults', '-S', socket, '-e', 'SELECT 1'),
  });
  return { server, socket, sql: (text: string) => sql(socket, text) };
}

function sql(socket: string, text: string): string {
  const words = ['--no-defaults', '-S', socket, '-N', '-e', text];
  return execFileSync(CLIENT, words, { encoding: 'utf8', stdio: 'pipe' });
}

// The server's own root may come in through the socket only as the system's root.
const isReady = hasPrograms(SERVER, INSTALL, CLIENT) && process.getuid?.() === 0;

describe.runIf(isReady)('mysql', () => {
  beforeAll(() => {
    empty = mkdtempSync(join(tmpdir(), 'opsbro-mysql-'));
    const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, USER])));
    chownSync(empty, uid ?? 0, gid ?? 0);
    const words = ['--no-defaults', `--datadir=${empty}`, '--skip-test-db'];
    const root = ['--auth-root-authentication-method=socket', '--auth-root-socket-user=root'];
    const options = { uid: uid ?? 0, gid: gid ?? 0, stdio: 'pipe', cwd: empty } as const;
    execFileSync(INSTALL, [...words, ...root], options);
  });

  afterAll(() => rmSync(empty, { recursive: true, force: true }));

  test('root of the machine needs no password, and hears what the server tells its client', async () => {
    const port = await freePort();
    const { server, socket, sql } = await startMariadb(port, '--max-connections=20');
    await using _server = server;
    using pack = await packOnMachine('mysql', { socket });
    expect(await pack.run()).toMatchObject({ state: 'ok', reason: '' });
    expect(pack.facts).toMatchObject({
      product: 'MariaDB',
      version: sql("SELECT SUBSTRING_INDEX(VERSION(), '-', 1)").trim(),
      read_only: false,
    });
    expect(pack.value('max_connections')).toBe(20);
    expect(pack.value('innodb_buffer_pool_size')).toBe(33_554_432);

    sql(`CREATE DATABASE shop; CREATE TABLE shop.goods (id INT PRIMARY KEY);
      INSERT INTO shop.goods VALUES (1); INSERT INTO shop.goods VALUES (2); SELECT * FROM shop.goods`);
    await pack.run();
    expect(pack.value('com_insert/s')).toBeGreaterThan(0);
    expect(pack.value('com_select/s')).toBeGreaterThan(0);
    expect(await pack.verdicts.groups()).toEqual(['mysql']);
    expect(await pack.verdicts.check('answers')).toMatch(/^ok: MariaDB \d+\.\d+\.\d+ answers in/);
    expect(await pack.verdicts.check('connections')).toMatch(/^ok: \d of 20 connections/);
    expect(await pack.verdicts.check('replication')).toBe('not for this machine');
    expect(await pack.verdicts.check('galera')).toBe('not for this machine');
    expect(builtAgentPrints('mysql', { socket })).toContain('collector.mysql.available = 1');

    await server.kill();
    await pack.run();
    expect(statSync(socket).isSocket()).toBe(true);
    expect(await pack.verdicts.check('answers')).toMatch(/^critical: .*nothing listens there$/);
  });

  test('a user with a password sees all it needs by one grant, and a wrong one is told how to be mended', async () => {
    const port = await freePort();
    const { server, sql } = await startMariadb(port);
    await using _server = server;
    sql(`CREATE USER opsbro@'127.0.0.1' IDENTIFIED BY 'correct horse';
      CREATE USER opsbro@localhost IDENTIFIED BY 'correct horse'`);
    const login = { socket: '', port, user: 'opsbro', password: 'correct horse' };
    using right = await packOnMachine('mysql', login);
    expect(await right.run()).toMatchObject({ state: 'ok' });
    expect(right.everything()).not.toContain('correct horse');
    using wrong = await packOnMachine('mysql', { ...login, password: 'tr0ub4dor' });
    expect(await wrong.run()).toMatchObject({
      state: 'missing-configuration',
      reason: expect.stringContaining("Access denied for user 'opsbro'"),
      fix: expect.stringContaining('opsbro packs parameters set mysql password -'),
    });
    expect(wrong.everything()).not.toContain('tr0ub4dor');
    using none = await packOnMachine('mysql', { ...login, password: '' });
    expect(await none.run()).toMatchObject({
      state: 'missing-configuration',
      fix: expect.stringContaining('needs a password'),
    });
  });

  test('a server that hangs is critical within a run, and well again after it', async () => {
    const port = await freePort();
    const { server, sql } = await startMariadb(port);
    await using _server = server;
    sql("CREATE USER many@'127.0.0.1' IDENTIFIED BY 'x'");
    using pack = await packOnMachine('mysql', { socket: '', port, user: 'many', password: 'x' });
    await pack.run();
    expect(await pack.verdicts.check('answers')).toMatch(/^ok/);
    server.signal('SIGSTOP');
    await pack.run();
    expect(await pack.verdicts.check('answers')).toMatch(/^critical: .* did not answer in time$/);
    server.signal('SIGCONT');
    await pack.run();
    expect(await pack.verdicts.check('answers')).toMatch(/^ok/);
  });

  test('a replica tells how far it is behind, and that it stands still with the reason', async () => {
    const [port, replicaPort] = [await freePort(), await freePort()];
    const source = await startMariadb(port, '--log-bin=log', '--server-id=1');
    await using _source = source.server;
    const replica = await startMariadb(replicaPort, '--server-id=2');
    await using _replica = replica.server;
    source.sql(
      "CREATE USER repl@'127.0.0.1' IDENTIFIED BY 'x'; GRANT REPLICATION SLAVE ON *.* TO repl@'127.0.0.1'",
    );
    replica.sql(`CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT=${port}, MASTER_USER='repl',
      MASTER_PASSWORD='x', MASTER_LOG_FILE='log.000001', MASTER_LOG_POS=4, MASTER_CONNECT_RETRY=1; START SLAVE`);
    using pack = await packOnMachine('mysql', { socket: replica.socket });
    const running = async () => {
      await pack.run();
      return pack.value('replica_running');
    };
    await expect.poll(running, { timeout: 20_000 }).toBe(1);
    await expect
      .poll(async () => {
        await pack.run();
        return pack.value('seconds_behind_master');
      })
      .toBe(0);
    expect(pack.facts).toMatchObject({ source: `127.0.0.1:${port}` });
    expect(await pack.verdicts.check('replication')).toBe('ok: 0 s behind');

    source.sql('CREATE DATABASE shop; CREATE TABLE shop.goods (id INT PRIMARY KEY)');
    const hasTable = () => succeeds(CLIENT, '-S', replica.socket, '-e', 'SELECT 1 FROM shop.goods');
    await expect.poll(hasTable, { timeout: 20_000 }).toBe(true);
    replica.sql('INSERT INTO shop.goods VALUES (1)');
    source.sql('INSERT INTO shop.goods VALUES (1)');
    await expect.poll(running, { timeout: 20_000 }).toBe(0);
    expect(await pack.verdicts.check('replication')).toMatch(
      /^critical: replication stands still or is far behind: .*Duplicate entry/,
    );
  });

  test('over TLS it is believed by its certificate, and by nothing less', async () => {
    using files = await makeTlsFiles();
    const [plain, port] = [await freePort(), await freePort()];
    const { server: without } = await startMariadb(plain, '--skip-ssl');
    await using _without = without;
    const own = [`--ssl-cert=${files.cert}`, `--ssl-key=${files.key}`, `--ssl-ca=${files.ca}`];
    const { server, sql } = await startMariadb(port, ...own);
    await using _server = server;
    sql("CREATE USER watcher@'%' IDENTIFIED BY 'secret'");
    sql("GRANT PROCESS ON *.* TO watcher@'%'");
    const login = { user: 'watcher', password: 'secret' };
    const base = { ...login, host: 'localhost', port, tls: true, socket: '' };
    const { ca, otherCa } = files;
    const answerWith = async (change: Readonly<Record<string, unknown>>) => {
      using pack = await packOnMachine('mysql', { ...base, ...change });
      const { state, reason, fix } = await pack.run();
      return [state, reason, fix, pack.facts.problem ?? ''].join(' | ');
    };
    expect(await answerWith({ tls_ca: ca })).toBe('ok |  |  | ');
    const nobody =
      /^missing-configuration . .*: nobody whom the agent trusts vouches .* tls_ca names/;
    expect(await answerWith({})).toMatch(nobody);
    expect(await answerWith({ tls_ca: otherCa })).toMatch(nobody);
    expect(await answerWith({ tls_ca: ca, host: '127.0.0.1' })).toMatch(
      /^missing-configuration . over TLS a server is known by the name in its certificate/,
    );
    expect(await answerWith({ tls_ca: ca, port: plain })).toMatch(
      /Server does not support secure connection$/,
    );
  });
});
