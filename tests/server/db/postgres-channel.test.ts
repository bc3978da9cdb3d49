import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '@/common/node/system-clock';
import type { Database } from '@/server/db/database';
import { openDatabase } from '@/server/db/open-database';
import { until } from '../../scripts/launched';
import { quietLog } from '../../support/test-database';
import {
  asAdmin,
  createTestPostgres,
  onPostgres,
  type TestPostgres,
} from '../../support/test-postgres';

describe.skipIf(!onPostgres)('what servers tell one another', () => {
  let place: TestPostgres;
  let one: Database;
  let two: Database;
  const open = () =>
    openDatabase({ directory: '', url: place.url, clock: systemClock, log: quietLog });
  beforeAll(async () => {
    place = await createTestPostgres();
    one = await open();
    two = await open();
  });
  afterAll(async () => {
    await one.close();
    await two.close();
    await place.drop();
  });

  function listen(database: Database, topic: string) {
    const heard: string[] = [];
    const missed = { times: 0 };
    const stop = database.channel.follow(topic, {
      hear: (body) => heard.push(body),
      missed: () => {
        missed.times += 1;
      },
    });
    return { heard, missed, stop };
  }

  test('is heard by the others in order, by nobody twice, and not by who said it', async () => {
    const own = listen(one, 'a');
    const other = listen(two, 'a');
    const stranger = listen(two, 'b');
    const bodies = Array.from({ length: 500 }, (_, index) => `news ${index} „ü“`);
    for (const body of bodies) one.channel.tell('a', body);
    await until('all are heard', () => other.heard.length >= 500);
    expect(other.heard).toEqual(bodies);
    expect(own.heard).toEqual([]);
    expect(stranger.heard).toEqual([]);
    other.stop();
    one.channel.tell('a', 'after');
    one.channel.tell('b', 'after');
    await until('the last is heard', () => stranger.heard.length === 1);
    expect(other.heard).toHaveLength(500);
  });

  test('is told of each other by name, by which key, from where and since when', async () => {
    const [first, second] = [one.channel, two.channel];
    await second.showKey('key-of-two');
    const isKnown = () => first.others.some(({ keyId }) => keyId !== '');
    await until('the other is known', isKnown, 20_000);
    expect(first.others).toEqual([
      { id: second.id, keyId: 'key-of-two', address: '127.0.0.1', sinceMs: expect.any(Number) },
    ]);
    expect(second.others.map(({ id }) => id)).toEqual([first.id]);
    expect(Math.abs(Date.now() - (second.others[0]?.sinceMs ?? 0))).toBeLessThan(600_000);
  }, 30_000);

  test('within a transaction is heard when it commits, or never', async () => {
    const { heard } = listen(two, 'tx');
    const undone = one.transaction(async (sql) => {
      await one.channel.tellWithin(sql, 'tx', 'undone');
      throw new Error('changed my mind');
    });
    await expect(undone).rejects.toThrow('changed my mind');
    await one.transaction(async (sql) => {
      await one.channel.tellWithin(sql, 'tx', 'done');
      one.channel.tell('tx', 'before');
      await until('the other is heard', () => heard.length === 1);
      expect(heard).toEqual(['before']);
    });
    await until('it is heard', () => heard.length === 2);
    expect(heard).toEqual(['before', 'done']);
  });

  test('that does not fit is an error of the program', () => {
    expect(() => one.channel.tell('a', 'x'.repeat(8_000))).toThrow(RangeError);
  });

  test('may have been missed when a connection was cut: both sides are told to look', async () => {
    const first = listen(one, 'a');
    const second = listen(two, 'a');
    await asAdmin((admin) =>
      admin.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE starts_with(application_name, 'opsbro server ' || $1)`,
        [two.channel.id],
      ),
    );
    await until('both know', () => first.missed.times > 0 && second.missed.times > 0);
    one.channel.tell('a', 'again');
    await until('news are back', () => second.heard.length === 1);
  });

  test('may have been missed when a server is gone, which the others notice', async () => {
    const { missed } = listen(one, 'a');
    const three = await open();
    await until('it is seen', async () => (await seen()) === 3);
    // A heartbeat of the first must have seen the third before that is gone.
    await new Promise((resolve) => setTimeout(resolve, 5_500));
    const before = missed.times;
    await three.close();
    await until('it is noticed', () => missed.times > before, 10_000);
  }, 30_000);

  async function seen(): Promise<number> {
    const { rows } = await one.query<{ count: number }>(
      `SELECT count(*)::int4 AS count FROM pg_stat_activity
       WHERE datname = current_database() AND starts_with(application_name, 'opsbro server ')`,
    );
    return rows[0]?.count ?? 0;
  }
});
