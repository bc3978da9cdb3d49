import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@/common/errors';
import { systemClock } from '@/common/node/system-clock';
import { type Random, seededRandom } from '@/common/random';
import type { Database } from '@/server/db/database';
import { openDatabase } from '@/server/db/open-database';
import {
  addNode,
  cores,
  frameOf,
  ingest,
  MINUTE_MS,
  NODE,
  openStore,
  START_MS,
} from '../server/metrics/store-fixture';
import { damageOneFile } from '../support/damage';
import { FakeClock } from '../support/fake-clock';
import { findTestTemplate, quietLog } from '../support/test-database';
import { type Finding, type GoalOptions, none, noted } from './goal';

export interface DatabaseDamageOptions extends GoalOptions {
  readonly damages: number;
}

/**
 * What came of a damage. `harmless`: everything reads as it was written; `told`: the database does
 * not open, or a read fails, with a sentence about backups; `silent`: something else is read.
 */
export type DamageOutcome = 'harmless' | 'told' | 'untold' | 'silent';

const SERIES = 20;
const SEALED_MINUTES = 130;
const OPEN_MINUTES = 20;
/** Neighbouring seeds begin alike: this takes them apart. */
const SEED_FACTOR = 2_654_435_761;

/** D6, the database's half: bits of its files flip, and files are cut off, while it is closed. */
export async function runDatabaseDamage(options: DatabaseDamageOptions): Promise<Finding[]> {
  const whole = join(options.folder, 'whole');
  const right = await makeDatabase(whole);
  const counts: Record<DamageOutcome, number> = { harmless: 0, told: 0, untold: 0, silent: 0 };
  let done = 0;
  for (; done < options.damages && !options.isOver(); done++) {
    const seed = options.seed + done;
    const { outcome, what } = await damageOnce(whole, right, damageRandom(seed));
    counts[outcome] += 1;
    if (outcome === 'untold' || outcome === 'silent') options.say(`${outcome}, ${seed}: ${what}`);
    if (done % 20 === 19) options.say(`damaged ${done + 1} of ${options.damages}`);
  }
  return [
    noted('damages', `${done} of ${options.damages} asked for`),
    noted('that changed nothing of what is read', String(counts.harmless)),
    noted('told, with the way out', String(counts.told)),
    none('told without the way out', counts.untold),
    none('silently wrong', counts.silent),
  ];
}

export function damageRandom(seed: number): Random {
  return seededRandom((seed * SEED_FACTOR) % 2 ** 32);
}

/** Makes a database with sealed and open samples. @returns the digest of all that is in it */
export async function makeDatabase(directory: string): Promise<string> {
  cpSync(await findTestTemplate(), directory, { recursive: true });
  const database = await open(directory);
  await addNode(database);
  const clock = new FakeClock(START_MS);
  const store = await openStore(database, { clock });
  const ids = await store.resolve(database, NODE, cores(SERIES));
  const take = async (minutes: number) => {
    for (let minute = 0; minute < minutes; minute++) {
      const samples = Object.fromEntries(ids.map((id) => [id, id + minute / 7]));
      await ingest(store, database, frameOf(clock.wallMs(), samples));
      await clock.advance(MINUTE_MS);
    }
  };
  await take(SEALED_MINUTES);
  await store.seal();
  await store.checkpoint();
  await take(OPEN_MINUTES);
  await store.close();
  const digest = await digestOf(database);
  await database.close();
  return digest;
}

/** Damages a copy. @returns what was damaged, and what came of it */
export async function damageOnce(
  whole: string,
  right: string,
  random: Random,
): Promise<{ readonly outcome: DamageOutcome; readonly what: string }> {
  const copy = `${whole}-damaged`;
  rmSync(copy, { recursive: true, force: true });
  cpSync(whole, copy, { recursive: true });
  const damage = damageOneFile(copy, random);
  try {
    const isRight = (await readAll(copy)) === right;
    return { outcome: isRight ? 'harmless' : 'silent', what: damage };
  } catch (error) {
    const isTold = AppError.is(error) && /backup/.test(error.message);
    return { outcome: isTold ? 'told' : 'untold', what: `${damage}: ${error}` };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

async function readAll(directory: string): Promise<string> {
  const database = await open(directory);
  try {
    return await digestOf(database);
  } finally {
    await database.close();
  }
}

/** Number and content of the rows of each table. */
async function digestOf(database: Database): Promise<string> {
  const { rows } = await database.query<{ name: string }>(
    `SELECT quote_ident(tablename)::text AS name FROM pg_tables
     WHERE schemaname = 'public' ORDER BY tablename`,
  );
  const digests: string[] = [];
  for (const { name } of rows) {
    const { rows: found } = await database.query<{ digest: string }>(
      `SELECT count(*) || md5(coalesce(string_agg(t::text, '' ORDER BY t::text), '')) AS digest
       FROM ${name} t`,
    );
    digests.push(`${name} ${found[0]?.digest}`);
  }
  return digests.join('\n');
}

function open(directory: string): Promise<Database> {
  return openDatabase({ directory, clock: systemClock, log: quietLog });
}
