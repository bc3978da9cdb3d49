import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TimelineEntry } from '@/common/domain/timeline';
import { createBus } from '@/server/live/bus';
import { createTimelineService } from '@/server/timeline/timeline-service';
import { createTimelineStore } from '@/server/timeline/timeline-store';
import { FakeClock } from '../../support/fake-clock';
import { openTestDatabase, type TestDatabase } from '../../support/test-database';

const clock = new FakeClock(Date.UTC(2026, 0, 1));
const bus = createBus();
let database: TestDatabase;
let service: ReturnType<typeof createTimelineService>;

beforeAll(async () => {
  database = await openTestDatabase();
  const entries = createTimelineStore(database);
  service = createTimelineService({ database, entries, bus, clock });
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.reset();
  const node = { hostname: 'x', agentVersion: '' };
  await database.prisma.node.createMany({
    data: ['a', 'b'].map((id, index) => {
      return { ...node, id, name: `node ${id}`, publicKey: new Uint8Array(32).fill(index) };
    }),
  });
});

/** Writes entries at given times, without telling anybody. */
async function write(times: readonly number[], nodeId: string | null = 'a'): Promise<void> {
  const entries = createTimelineStore(database);
  await database.transaction((sql) =>
    entries.add(
      sql,
      times.map((atMs, index) => {
        return { atMs, kind: 'clock-jumped', nodeId, actor: 'agent', text: `${atMs} ${index}` };
      }),
    ),
  );
}

const record = (text: string, nodeId: string | null = 'a') =>
  service.record({ kind: 'node-edited', nodeId, actor: 'Ada', text });

const textsOf = (entries: readonly TimelineEntry[]) => entries.map(({ text }) => text);

describe('the list', () => {
  test('is newest first by the time it happened, whenever it was told', async () => {
    await write([2_000, 1_000, 3_000]);
    expect(textsOf(await service.list({ limit: 10 }))).toEqual(['3000 2', '2000 0', '1000 1']);
  });

  test('names the node as it is called now, and has entries without one', async () => {
    await write([1_000], null);
    await write([2_000], 'b');
    await database.prisma.node.update({ where: { id: 'b' }, data: { name: 'renamed' } });
    expect(await service.list({ limit: 10 })).toMatchObject([
      { nodeId: 'b', nodeName: 'renamed', atMs: 2_000 },
      { nodeId: null, nodeName: null, atMs: 1_000 },
    ]);
    expect(await service.list({ limit: 10, nodeId: 'a' })).toEqual([]);
  });

  test('turns its pages without gap or double, also where many happened at the same time', async () => {
    await write([1_000, ...Array.from({ length: 20 }, () => 2_000), 3_000]);
    await write(
      Array.from({ length: 5 }, () => 2_000, 'b'),
      'b',
    );
    const seen: string[] = [];
    let before: string | undefined;
    for (;;) {
      const page = await service.list({ limit: 4, before, nodeId: 'a' });
      if (page.length === 0) break;
      seen.push(...page.map(({ id }) => id));
      before = page.at(-1)?.id;
    }
    const whole = await service.list({ limit: 200, nodeId: 'a' });
    expect(whole).toHaveLength(22);
    expect(seen).toEqual(whole.map(({ id }) => id));
  });

  test('after an entry that is not there is empty', async () => {
    await write([1_000]);
    expect(await service.list({ limit: 10, before: '999999999999999999' })).toEqual([]);
  });
});

describe('watching', () => {
  /** The first `count` entries that a page would get, while `during` happens. */
  async function watched(
    count: number,
    lastId: string | null,
    during: () => Promise<unknown> = async () => undefined,
    nodeId?: string,
  ): Promise<string[]> {
    const ended = new AbortController();
    const entries = service.watch(nodeId, lastId, ended.signal)[Symbol.asyncIterator]();
    const texts: string[] = [];
    let next = entries.next();
    await during();
    while (texts.length < count) {
      const { value } = await next;
      texts.push(value.text);
      next = entries.next();
    }
    ended.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(bus.listenerCount).toBe(0);
    return texts;
  }

  const lastId = async () => (await service.list({ limit: 1 }))[0]?.id ?? '';

  test('gives entries as they are written, of one node or of all', async () => {
    await record('before');
    expect(await watched(2, null, () => Promise.all([record('one'), record('two', 'b')]))).toEqual([
      'one',
      'two',
    ]);
    const ofNode = async () => {
      await record('of b', 'b');
      await record('of nobody', null);
      await record('of a');
    };
    expect(await watched(1, null, ofNode, 'a')).toEqual(['of a']);
  });

  test('goes on after the last entry that the page had, without gap or double', async () => {
    await record('had');
    const had = await lastId();
    await record('missed 1');
    await record('missed 2');
    const during = async () => {
      await record('live 1');
      await record('live 2');
    };
    expect(await watched(4, had, during)).toEqual(['missed 1', 'missed 2', 'live 1', 'live 2']);
  });

  test('goes on without gap after a night in which very much happened', async () => {
    await record('had');
    const had = await lastId();
    await write(Array.from({ length: 1_300 }, (_, index) => 10_000 + index));
    const texts = await watched(1_301, had, () => record('live'));
    expect(new Set(texts).size).toBe(1_301);
    expect(texts[0]).toBe('10000 0');
    expect(texts).toContain('11299 1299');
    expect(texts).toContain('live');
  });

  test.each(['', 'x', '-1', '1e3', "1'; DROP TABLE", '9'.repeat(40), ' 1'])(
    'takes %j for no entry at all, and begins now',
    async (garbage) => {
      await record('before');
      expect(await watched(1, garbage, () => record('now'))).toEqual(['now']);
    },
  );

  test('leaves no listener behind when the database fails', async () => {
    const entries = {
      ...createTimelineStore(database),
      since: () => Promise.reject(new Error('x')),
    };
    const failing = createTimelineService({ database, entries, bus, clock });
    const watch = failing.watch(undefined, '1', undefined)[Symbol.asyncIterator]();
    await expect(watch.next()).rejects.toThrow('x');
    expect(bus.listenerCount).toBe(0);
  });
});
