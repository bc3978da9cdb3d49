import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '@/common/node/system-clock';
import type { Database } from '@/server/db/database';
import { openDatabase } from '@/server/db/open-database';
import { type Claim, Claims } from '@/server/jobs/claims';
import { until } from '../../scripts/launched';
import { openTestDatabase, quietLog, type TestDatabase } from '../../support/test-database';
import { onPostgres } from '../../support/test-postgres';
import { OtherProcess } from '../db/other-process';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
}, 60_000);
afterAll(() => database.close());
beforeEach(() => database.query('DELETE FROM "JobClaim"'));

function claimsOf(one: Database): Claims {
  return new Claims({ database: one, clock: systemClock, log: quietLog });
}

test('a server alone does its jobs at once, and only those that it takes part in', async () => {
  const claims = claimsOf(database);
  const sealing = claims.claim('samples');
  await claims.start();
  expect(sealing.isHeld).toBe(true);
  const done: string[] = [];
  expect(await claims.whenHeld('samples', async () => void done.push('sealed'))).toBe(true);
  expect(done).toEqual(['sealed']);
  await database.transaction((sql) => sealing.assertHeld(sql));
  await claims.stop();
});

describe.skipIf(!onPostgres)('of several servers', () => {
  let others: Database[];
  beforeAll(async () => {
    const options = { ...database.place, clock: systemClock, log: quietLog };
    others = await Promise.all([1, 2, 3].map(() => openDatabase(options)));
  });
  afterAll(async () => {
    for (const other of others) await other.close();
  });

  async function contend(): Promise<{ all: Claims[]; samples: Claim[] }> {
    const all = others.map(claimsOf);
    const samples = all.map((claims) => claims.claim('samples'));
    await Promise.all(all.map((claims) => claims.start()));
    return { all, samples };
  }

  const holders = (claims: readonly Claim[]) => claims.filter(({ isHeld }) => isHeld).length;

  test('one does a job, and hands it over at once when it stops', async () => {
    const { all, samples } = await contend();
    expect(holders(samples)).toBe(1);
    const first = samples.findIndex(({ isHeld }) => isHeld);
    await all[first]?.stop();
    await until('another does it', () => holders(samples) === 1 && !samples[first]?.isHeld, 3_000);
    for (const claims of all) await claims.stop();
    const { rows } = await database.query('SELECT FROM "JobClaim"');
    expect(rows).toEqual([]);
  });

  test('nobody takes over in the middle of what another does under its claim', async () => {
    const { all, samples } = await contend();
    const mine = samples.find(({ isHeld }) => isHeld);
    const place = mine === undefined ? -1 : samples.indexOf(mine);
    await others[place]?.transaction(async (sql) => {
      await mine?.assertHeld(sql);
      await database.query(
        `UPDATE "JobClaim" SET "renewedAt" = now() - interval '1 hour' WHERE job = 'samples'`,
      );
      const others = await Promise.all(
        all.filter((_, index) => index !== place).map((claims) => look(claims)),
      );
      expect(others).toEqual([false, false]);
    });
    for (const claims of all) await claims.stop();
  });

  test('one whose claim was taken over unheard cannot finish its work', async () => {
    const { all, samples } = await contend();
    const place = samples.findIndex(({ isHeld }) => isHeld);
    await database.query(`UPDATE "JobClaim" SET holder = 'somebody'`);
    const late = others[place]?.transaction(async (sql) => {
      await samples[place]?.assertHeld(sql);
    });
    await expect(late).rejects.toMatchObject({ code: 'BUSY' });
    expect(samples[place]?.isHeld).toBe(false);
    for (const claims of all) await claims.stop();
  });

  test('another takes over within ten seconds of a kill -9', { timeout: 60_000 }, async () => {
    const script = new URL('./claim-holder.ts', import.meta.url);
    await using victim = new OtherProcess(script, database.place.url ?? '');
    await victim.said(1);
    const { all, samples } = await contend();
    expect(holders(samples)).toBe(0);
    const killedMs = performance.now();
    await victim.kill();
    await until('another does it', () => holders(samples) === 1);
    expect(performance.now() - killedMs).toBeLessThan(10_000);
    for (const claims of all) await claims.stop();
  });
});

/** Whether a server would have the job if it looked now. */
async function look(claims: Claims): Promise<boolean> {
  await claims.start();
  return claims.claim('samples').isHeld;
}
