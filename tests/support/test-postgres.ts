import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { systemClock } from '@/common/node/system-clock';
import { MIGRATIONS_DIRECTORY } from '@/server/db/migrate';
import { openDatabase } from '@/server/db/open-database';
import { QuietLog } from './quiet-log';

/** A PostgreSQL on which tests may make and drop databases; they use the embedded one without. */
const ADMIN_URL = process.env.OPSBRO_TEST_DATABASE_URL;

/** Whether the tests run against a PostgreSQL; those about the embedded database alone skip then. */
export const onPostgres = ADMIN_URL !== undefined && ADMIN_URL !== '';

export interface TestPostgres extends AsyncDisposable {
  readonly url: string;
  drop(): Promise<void>;
}

/** An empty, migrated database: a copy of a template that is made once per set of migrations. */
export async function createTestPostgres(): Promise<TestPostgres> {
  return await createDatabase(`TEMPLATE ${await findPostgresTemplate()}`);
}

/**
 * A database of its own.
 * @param options of CREATE DATABASE
 */
export async function createDatabase(options = ''): Promise<TestPostgres> {
  const name = `opsbro_test_${randomUUID().replaceAll('-', '')}`;
  await asAdmin((admin) => admin.query(`CREATE DATABASE ${name} ${options}`));
  async function drop(): Promise<void> {
    await asAdmin((admin) => admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  }
  return { url: urlOf(name), drop, [Symbol.asyncDispose]: drop };
}

/** Something done as the one who may do everything. */
export async function asAdmin<Result>(work: (admin: Client) => Promise<Result>): Promise<Result> {
  const admin = new Client({ connectionString: ADMIN_URL });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

/** Test files run in parallel processes: one makes the template, the others wait for it. */
export async function findPostgresTemplate(): Promise<string> {
  const name = `opsbro_template_${templateKey()}`;
  await asAdmin(async (admin) => {
    await admin.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const { rows } = await admin.query(
      'SELECT FROM pg_database WHERE datname = $1 AND datistemplate',
      [name],
    );
    if (rows.length > 0) return;
    await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await admin.query(`CREATE DATABASE ${name}`);
    const options = { directory: '', clock: systemClock, log: new QuietLog() };
    const database = await openDatabase({ ...options, url: urlOf(name) });
    await database.close();
    await admin.query(`UPDATE pg_database SET datistemplate = true WHERE datname = $1`, [name]);
  });
  return name;
}

function urlOf(database: string): string {
  const url = new URL(ADMIN_URL ?? '');
  url.pathname = `/${database}`;
  return url.href;
}

function templateKey(): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(MIGRATIONS_DIRECTORY, { recursive: true }).sort()) {
    if (!String(name).endsWith('.sql')) continue;
    hash.update(String(name)).update(readFileSync(join(MIGRATIONS_DIRECTORY, String(name))));
  }
  return hash.digest('hex').slice(0, 16);
}

const TEMPLATE_LOCK = 7_788_001;
