import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@/common/errors';
import type { Log } from '@/common/log';
import { systemClock } from '@/common/node/system-clock';
import type { Database } from '@/server/db/database';
import { lockDirectory } from '@/server/db/directory-lock';
import { MIGRATIONS_DIRECTORY } from '@/server/db/migrate';
import { type OpenDatabaseOptions, openDatabase } from '@/server/db/open-database';
import { createTestPostgres, onPostgres } from './test-postgres';

/** A database that is closed and removed at the end of its scope. */
export interface TestDatabase extends Database, AsyncDisposable {
  /** What opens it again, beside a clock and a log. */
  readonly place: Pick<OpenDatabaseOptions, 'directory' | 'url'>;
  /** Empties every table; much cheaper than another database. */
  reset(): Promise<void>;
}

/**
 * A real database of its own, empty and migrated, in some 0.5 s: a copy of a template that is made
 * once per set of migrations. It is the embedded one, or one on the PostgreSQL that
 * `OPSBRO_TEST_DATABASE_URL` names.
 *
 *     await using database = await openTestDatabase();
 *
 * Or one for a whole file, opened in `beforeAll`, emptied by `reset` and closed in `afterAll`.
 */
export async function openTestDatabase(
  options: Partial<OpenDatabaseOptions> = {},
): Promise<TestDatabase> {
  const { place, remove } = onPostgres ? await postgresPlace() : await pglitePlace();
  const database = await openDatabase({ ...place, clock: systemClock, log: quietLog, ...options });
  const closeDatabase = database.close;
  async function close(): Promise<void> {
    await closeDatabase();
    await remove();
  }
  const reset = () => truncate(database);
  return { ...database, place, reset, close, [Symbol.asyncDispose]: close };
}

interface Place {
  readonly place: TestDatabase['place'];
  remove(): Promise<void>;
}

async function pglitePlace(): Promise<Place> {
  const template = await findTestTemplate();
  const folder = mkdtempSync(join(tmpdir(), 'opsbro-test-'));
  const directory = join(folder, 'db');
  cpSync(template, directory, { recursive: true });
  return { place: { directory }, remove: async () => rmSync(folder, { recursive: true }) };
}

async function postgresPlace(): Promise<Place> {
  const { url, drop } = await createTestPostgres();
  return { place: { directory: '', url }, remove: drop };
}

async function truncate(database: Database): Promise<void> {
  const { rows } = await database.query<{ name: string }>(
    `SELECT quote_ident(tablename)::text AS name FROM pg_tables
     WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'`,
  );
  const names = rows.map(({ name }) => name).join(', ');
  await database.query(`TRUNCATE ${names} RESTART IDENTITY CASCADE`);
}

export const quietLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  part: () => quietLog,
};

/** Test files run in parallel processes: one makes the template, the others wait for it. */
export async function findTestTemplate(): Promise<string> {
  const template = join(tmpdir(), `opsbro-test-template-${templateKey()}`);
  while (!existsSync(template)) {
    try {
      await makeTemplate(template);
    } catch (error) {
      if (!AppError.is(error) || error.code !== 'CONFLICT') throw error;
      await sleep(POLL_MS);
    }
  }
  return template;
}

async function makeTemplate(template: string): Promise<void> {
  const draft = `${template}.draft`;
  const lock = await lockDirectory(template);
  try {
    if (existsSync(template)) return;
    rmSync(draft, { recursive: true, force: true });
    const options = { directory: draft, clock: systemClock, log: quietLog };
    const database = await openDatabase(options);
    for (const statement of SHRINK) await database.query(statement);
    await database.close();
    rmSync(`${draft}.lock`, { recursive: true, force: true });
    renameSync(draft, template);
  } finally {
    await lock.release();
  }
}

/** PostgreSQL's own two spare databases are most of the files that every copy would carry. */
const SHRINK = [
  `UPDATE pg_database SET datistemplate = false`,
  `DROP DATABASE template0`,
  `DROP DATABASE template1`,
];

/** Changes when the migrations or PGlite do. */
function templateKey(): string {
  const hash = createHash('sha256').update(pgliteVersion()).update(SHRINK.join());
  for (const name of readdirSync(MIGRATIONS_DIRECTORY, { recursive: true }).sort()) {
    if (!String(name).endsWith('.sql')) continue;
    hash.update(String(name)).update(readFileSync(join(MIGRATIONS_DIRECTORY, String(name))));
  }
  return hash.digest('hex').slice(0, 16);
}

function pgliteVersion(): string {
  const manifest = new URL('../../node_modules/@electric-sql/pglite/package.json', import.meta.url);
  return String(JSON.parse(readFileSync(manifest, 'utf8')).version);
}

const POLL_MS = 100;
