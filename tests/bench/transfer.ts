/**
 * What backup, restore and move take beside PostgreSQL's own pg_dump and pg_restore, on the same
 * rows in the same run.
 *
 *     npm run bench -- transfer [thousands of rows]
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { systemClock } from '@/common/node/system-clock';
import { MIGRATIONS_DIRECTORY, migrate } from '@/server/db/migrate';
import { moveToDirectory } from '@/server/db/transfer/move';
import { openPgliteSession } from '@/server/db/transfer/pglite-session';
import { openPostgresTransfer } from '@/server/db/transfer/postgres-transfer-session';
import { readDatabase } from '@/server/db/transfer/read-database';
import { restoreDirectory, restorePostgres } from '@/server/db/transfer/restore';
import { writeBackup } from '@/server/db/transfer/write-backup';
import { startBenchPostgres } from './bench-postgres';

const MB = 1_000_000;
const options = {
  program: 'bench',
  madeAtMs: 0,
  migrationsDirectory: MIGRATIONS_DIRECTORY,
  onStep: () => undefined,
  clock: systemClock,
  by: 'server',
} as const;
const template = 'dist/server/empty-database';

interface Measured {
  readonly what: string;
  readonly seconds: number;
  readonly fileBytes?: number;
}

async function main(): Promise<void> {
  const rowsThousand = Number(process.argv[2] ?? 1_000);
  const work = mkdtempSync(join(tmpdir(), 'opsbro-bench-transfer-'));
  const postgres = startBenchPostgres();
  try {
    const { rows, dataBytes } = await fill(postgres.url('source'), rowsThousand);
    const measured = [
      ...(await theirs(postgres, join(work, 'theirs'))),
      ...(await ours(postgres, join(work, 'ours'))),
      ...(await embedded(postgres, work)),
    ];
    print(measured, rows, dataBytes);
  } finally {
    postgres.stop();
    rmSync(work, { recursive: true, force: true });
  }
}

type Postgres = ReturnType<typeof startBenchPostgres>;

async function theirs(postgres: Postgres, file: string): Promise<Measured[]> {
  const run = (program: string, words: readonly string[]) => {
    const { status, stderr } = spawnSync(program, words, { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  };
  postgres.create('theirs');
  const dump = await timed(() =>
    run('pg_dump', ['-Fc', '-Z1', '-f', file, postgres.url('source')]),
  );
  const restore = await timed(() => run('pg_restore', ['-d', postgres.url('theirs'), file]));
  const fileBytes = statSync(file).size;
  return [
    { what: 'pg_dump', seconds: dump, fileBytes },
    { what: 'pg_restore', seconds: restore },
  ];
}

async function ours(postgres: Postgres, file: string): Promise<Measured[]> {
  postgres.create('ours');
  const source = await openPostgresTransfer(postgres.url('source'));
  const target = await openPostgresTransfer(postgres.url('ours'));
  const backup = await timed(() => writeBackup(file, readDatabase(source, options)));
  const restore = await timed(() => restorePostgres(target, dirname(file), { ...options, file }));
  await Promise.all([source.close(), target.close()]);
  return [
    { what: 'backup of PostgreSQL', seconds: backup, fileBytes: statSync(file).size },
    { what: 'restore to PostgreSQL', seconds: restore },
  ];
}

async function embedded(postgres: Postgres, work: string): Promise<Measured[]> {
  const directory = join(work, 'pg');
  const file = join(work, 'embedded');
  const source = await openPostgresTransfer(postgres.url('source'));
  const move = await timed(() =>
    moveToDirectory(source, directory, { ...options, folder: work, template }),
  );
  await source.close();
  const session = await openPgliteSession(directory);
  const backup = await timed(() => writeBackup(file, readDatabase(session, options)));
  await session.close();
  const copy = await timed(() => cpSync(directory, join(work, 'copy'), { recursive: true }));
  const restore = await timed(() => restoreDirectory({ ...options, file, directory, template }));
  return [
    { what: 'move from PostgreSQL', seconds: move },
    { what: 'copy of the embedded files', seconds: copy },
    { what: 'backup of embedded', seconds: backup, fileBytes: statSync(file).size },
    { what: 'restore to embedded', seconds: restore },
  ];
}

/** Nodes, their series, and hours and chunks of samples in the proportion of a server of a month. */
async function fill(url: string, rowsThousand: number) {
  const session = await openPostgresTransfer(url);
  await migrate(session, MIGRATIONS_DIRECTORY, () => undefined);
  await session.close();
  const client = new Client(url);
  await client.connect();
  const series = rowsThousand * 2;
  await client.query(`INSERT INTO "Node" (id, "publicKey", hostname, name)
    SELECT 'node' || n, decode(md5(n::text), 'hex'), 'box' || n, 'box' || n
    FROM generate_series(1, 20) n`);
  await client.query(`INSERT INTO "Series" ("nodeId", key, metric, labels, path, unit, kind, help)
    SELECT 'node' || 1 + n % 20, 'metric' || n, 'cpu.usage', '{"core": "1"}', 'cpu.' || n, 'percent',
      'gauge', 'Time that was not idle.' FROM generate_series(1, ${series}) n`);
  await client.query(`INSERT INTO "SampleHour" SELECT s, 480000 + h, random(), random(), random() * 360,
    360, random() FROM generate_series(1, ${series}) s, generate_series(1, 400) h`);
  await client.query(`INSERT INTO "SampleChunk" SELECT s, h * 3600000::bigint, h * 3600000::bigint + 1, 360,
    (SELECT string_agg(sha512((random()::text || s || h || i)::bytea), '') FROM generate_series(1, 16) i)
    FROM generate_series(1, ${series}) s, generate_series(1, 100) h`);
  await client.query('VACUUM (ANALYZE)');
  const { rows } =
    await client.query(`SELECT sum(pg_table_size(oid)) AS bytes, sum(reltuples) AS rows
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`);
  await client.end();
  return { rows: Number(rows[0].rows), dataBytes: Number(rows[0].bytes) };
}

async function timed(work: () => unknown): Promise<number> {
  const startedMs = performance.now();
  await work();
  return (performance.now() - startedMs) / 1_000;
}

function print(measured: readonly Measured[], rows: number, dataBytes: number): void {
  console.log(`${Math.round(rows / 1_000)}k rows, ${Math.round(dataBytes / MB)} MB of tables`);
  console.table(
    measured.map(({ what, seconds, fileBytes }) => ({
      what,
      s: Number(seconds.toFixed(1)),
      'MB/s': Math.round(dataBytes / MB / seconds),
      'k rows/s': Math.round(rows / 1_000 / seconds),
      'file MB': fileBytes === undefined ? '' : Math.round(fileBytes / MB),
      'times theirs': ratio(measured, what, seconds),
    })),
  );
}

function ratio(measured: readonly Measured[], what: string, seconds: number): string {
  const theirs = what.startsWith('backup') ? 'pg_dump' : 'pg_restore';
  if (!/^(backup|restore|move)/.test(what)) return '';
  return (seconds / (measured.find((one) => one.what === theirs)?.seconds ?? 1)).toFixed(2);
}

await main();
