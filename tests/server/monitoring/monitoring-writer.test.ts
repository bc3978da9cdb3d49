import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Report } from '@/common/protocol/report';
import { addCheckEvents, expireCheckEvents } from '@/server/monitoring/check-event-store';
import { createDocumentStore } from '@/server/monitoring/document-store';
import { createMonitoringWriter } from '@/server/monitoring/monitoring-writer';
import { EMPTY_REPORT } from '../../support/empty-report';
import { QuietLog } from '../../support/quiet-log';
import { openTestDatabase, type TestDatabase } from '../../support/test-database';
import { changeOf, checkDocument, groupsDocument, keysOf, standingOf } from './told';

const RUN = 'run-2';
const EARLIER_RUN = 'run-1';
/** The agent has started again. */
const REBORN = { epoch: 'run-3', currentEpoch: 'run-3' };
const log = new QuietLog();

let database: TestDatabase;
let documents: ReturnType<typeof createDocumentStore>;
beforeAll(async () => {
  database = await openTestDatabase();
  documents = createDocumentStore(database);
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.reset();
  log.lines.length = 0;
  await database.prisma.node.createMany({
    data: ['a', 'b'].map((id, index) => {
      const groups = ['given'];
      return { id, name: id, hostname: id, groups, publicKey: new Uint8Array(32).fill(index) };
    }),
  });
});

/** A report of this number arrives; of the run that speaks now unless said otherwise. */
async function arrives(
  sequence: number,
  told: Partial<Report>,
  { epoch = RUN, currentEpoch = RUN } = {},
): Promise<void> {
  const origin = { nodeId: 'a', atMs: 10_000, epoch, sequence, currentEpoch };
  const write = createMonitoringWriter({ documents, log });
  await database.transaction((sql) => write(sql, origin, { ...EMPTY_REPORT, ...told }));
}

const cards = async (nodeId = 'a') =>
  (await documents.list(nodeId, 'check')).map(({ id, summary }) => `${id}: ${summary}`);

async function standings() {
  return database.prisma.nodeCheck.findMany({ orderBy: { check: 'asc' } });
}
const states = async () => (await standings()).map(({ check, state }) => `${check} ${state}`);

async function memberOf(): Promise<readonly string[]> {
  const node = await database.prisma.node.findUniqueOrThrow({ where: { id: 'a' } });
  return node.memberOf;
}

describe('documents', () => {
  test('are kept whole, each node’s own, and the newest of a report counts', async () => {
    await arrives(1, {
      documents: [
        checkDocument('linux.cpu', { summary: 'old' }),
        checkDocument('linux.disk'),
        checkDocument('linux.cpu', { summary: 'new' }),
      ],
    });
    expect(await cards()).toEqual(['linux.cpu: new', 'linux.disk: A check of a test.']);
    expect(await cards('b')).toEqual([]);
    expect(await documents.find('a', 'check', 'linux.cpu')).toMatchObject({ name: 'cpu' });
    expect(await documents.find('b', 'check', 'linux.cpu')).toBeUndefined();
  });

  test('that are older stay out, whichever run they are of', async () => {
    await arrives(10, { documents: [checkDocument('linux.cpu', { summary: '10' })] });
    await arrives(9, { documents: [checkDocument('linux.cpu', { summary: '9' })] });
    const left = { epoch: EARLIER_RUN, currentEpoch: RUN };
    await arrives(99, { documents: [checkDocument('linux.cpu', { summary: '99' })] }, left);
    expect(await cards()).toEqual(['linux.cpu: 10']);
    const reborn = { epoch: EARLIER_RUN, currentEpoch: EARLIER_RUN };
    await arrives(1, { documents: [checkDocument('linux.cpu', { summary: 'now' })] }, reborn);
    expect(await cards()).toEqual(['linux.cpu: now']);
  });

  test('that the list of keys does not name are gone, with how the checks stood', async () => {
    await arrives(1, {
      documents: [checkDocument('linux.cpu'), checkDocument('linux.disk')],
      checks: [standingOf('linux.cpu'), standingOf('linux.disk')],
    });
    await arrives(2, { documents: [keysOf('check', ['linux.disk'])] });
    expect(await cards()).toEqual(['linux.disk: A check of a test.']);
    expect(await states()).toEqual(['linux.disk ok']);
    await arrives(3, { documents: [keysOf('check', [])] });
    expect([await cards(), await states()]).toEqual([[], []]);
  });

  test('stand added up in the row of their node, by state, those that apply', async () => {
    const counts = async () =>
      (await database.prisma.node.findMany({ orderBy: { id: 'asc' } })).map(
        ({ checkCounts }) => checkCounts,
      );
    await arrives(1, {
      checks: [
        standingOf('linux.cpu'),
        standingOf('linux.disk', { state: 'critical' }),
        standingOf('linux.gone', { state: 'critical', applies: false }),
      ],
    });
    expect(await counts()).toEqual([[1, 0, 0, 0, 0, 1], []]);
    await arrives(2, { checks: [standingOf('linux.disk', { state: 'stale' })] });
    expect(await counts()).toEqual([[0, 0, 0, 1, 0, 1], []]);
    await arrives(3, { documents: [keysOf('check', ['linux.cpu'])] });
    expect(await counts()).toEqual([[0, 0, 0, 0, 0, 1], []]);
  });

  test('that are gone do not come back with a report that is late', async () => {
    await arrives(5, { documents: [keysOf('check', ['linux.disk'])] });
    await arrives(4, {
      documents: [checkDocument('linux.cpu'), checkDocument('linux.disk')],
      checks: [standingOf('linux.cpu'), standingOf('linux.disk')],
    });
    expect(await cards()).toEqual(['linux.disk: A check of a test.']);
    expect(await states()).toEqual(['linux.disk ok']);
  });

  test('that are newer than a list which is late stay, and so does the newer list', async () => {
    await arrives(9, { documents: [keysOf('check', ['linux.cpu', 'linux.disk'])] });
    await arrives(8, {
      documents: [checkDocument('linux.cpu')],
      checks: [standingOf('linux.cpu')],
    });
    await arrives(3, { documents: [keysOf('check', ['linux.disk'])] });
    expect(await cards()).toEqual(['linux.cpu: A check of a test.']);
    expect(await states()).toEqual(['linux.cpu ok']);
  });

  test('of another kind do not go with a list', async () => {
    await arrives(1, { documents: [checkDocument('linux.cpu'), groupsDocument({ group: 'x' })] });
    await arrives(2, { documents: [keysOf('detector', []), keysOf('pack', [])] });
    expect(await cards()).toEqual(['linux.cpu: A check of a test.']);
    expect(await documents.list('a', 'groups')).toHaveLength(1);
  });

  test.each([
    ['no JSON', { kind: 'check', key: 'linux.bad', json: '{' }],
    ['another form', { kind: 'check', key: 'linux.bad', json: '{"id":"linux.bad"}' }],
    ['somebody else’s key', { ...checkDocument('linux.bad'), key: 'linux.good' }],
    ['a key for a single one', { ...groupsDocument({ group: 'x' }), key: 'y' }],
    ['keys that are no list', { kind: 'check', key: '*', json: '{"linux.good":1}' }],
    ['keys that are no texts', { kind: 'check', key: '*', json: '[1,[]]' }],
    ['a prototype', { kind: 'check', key: 'linux.bad', json: '{"__proto__":{"id":"linux.bad"}}' }],
  ] as const)('with %s are left out and counted, and the rest is taken', async (_, bad) => {
    await arrives(1, {
      documents: [bad, checkDocument('linux.fine')],
      checks: [standingOf('x.y')],
    });
    expect(await cards()).toEqual(['linux.fine: A check of a test.']);
    expect(await states()).toEqual(['x.y ok']);
    expect(log.lines.map(({ message, fields }) => [message, fields.documents])).toEqual([
      ['documents not understood', 1],
    ]);
  });

  test('with what no database can hold are kept with a replacement for it', async () => {
    const summary = 'a\0b \ud800';
    await arrives(1, { documents: [checkDocument('linux.cpu', { summary })] });
    expect(await cards()).toEqual(['linux.cpu: a\ufffdb \ufffd']);
  });
});

describe('how checks stand', () => {
  test('is kept with its rank, the worst first', async () => {
    await arrives(1, {
      checks: [
        standingOf('linux.cpu', { state: 'critical', soft: { state: 'ok', attempt: 2 } }),
        standingOf('linux.disk', { applies: false, reason: 'no disk', lastResultMs: null }),
        standingOf('mysql.up', { state: 'stale', durationMs: null }),
      ],
    });
    expect(await standings()).toMatchObject([
      { check: 'linux.cpu', pack: 'linux', rank: 0, softState: 'ok', softAttempt: 2 },
      { check: 'linux.disk', rank: 5, applies: false, reason: 'no disk', lastResultAt: null },
      { check: 'mysql.up', pack: 'mysql', rank: 3, durationMs: null, softState: null },
    ]);
  });

  test('knows since when results are bad that do not count yet, and forgets it with them', async () => {
    const soft = (attempt: number) => ({ state: 'critical' as const, attempt });
    const since = async () => (await standings())[0]?.softSince?.getTime();
    await arrives(1, { checks: [standingOf('linux.cpu', { soft: soft(1), lastResultMs: 1_000 })] });
    await arrives(2, { checks: [standingOf('linux.cpu', { soft: soft(2), lastResultMs: 9_000 })] });
    expect(await since()).toBe(1_000);
    await arrives(3, { checks: [standingOf('linux.cpu', { soft: null, lastResultMs: 10_000 })] });
    expect(await since()).toBeUndefined();
    await arrives(4, {
      checks: [standingOf('linux.cpu', { soft: soft(1), lastResultMs: 20_000 })],
    });
    expect(await since()).toBe(20_000);
    // It was well meanwhile, and nobody told.
    await arrives(5, {
      checks: [standingOf('linux.cpu', { soft: soft(1), lastResultMs: 30_000 })],
    });
    expect(await since()).toBe(30_000);
  });

  test('is not replaced by a report that is late', async () => {
    await arrives(10, { checks: [standingOf('linux.cpu', { state: 'critical' })] });
    await arrives(9, { checks: [standingOf('linux.cpu'), standingOf('linux.disk')] });
    expect(await states()).toEqual(['linux.cpu critical', 'linux.disk ok']);
  });

  test.each([
    ['numbers that no column holds', { durationMs: 1e300, changePercent: 5e-324 }],
    ['attempts without end', { soft: { state: 'ok', attempt: Number.MAX_SAFE_INTEGER } }],
    ['an explanation that is no JSON', { explanationJson: '[{' }],
    ['an explanation that is no list', { explanationJson: '{"a":1}' }],
    ['an explanation that nests without end', { explanationJson: '['.repeat(16_000) }],
    ['a whole one of that sort', { explanationJson: `${'['.repeat(8_000)}${']'.repeat(8_000)}` }],
    ['an escaped NUL', { explanationJson: '["\\u0000"]', output: '\ufffd' }],
    ['the end of time', { sinceMs: 253_402_300_799_999, lastResultMs: 0 }],
  ] as const)('with %s is taken all the same', async (_, change) => {
    await arrives(1, { checks: [standingOf('linux.cpu', { state: 'critical', ...change })] });
    expect(await states()).toEqual(['linux.cpu critical']);
  });

  test('has the explanation of a problem, and loses it with the problem', async () => {
    const explanationJson = '[{"key":"critical_if"}]';
    await arrives(1, { checks: [standingOf('linux.cpu', { state: 'critical', explanationJson })] });
    expect(await standings()).toMatchObject([{ explanation: [{ key: 'critical_if' }] }]);
    await arrives(2, { checks: [standingOf('linux.cpu')] });
    expect(await standings()).toMatchObject([{ explanation: null }]);
  });

  test('keeps the explanation of a problem that is told again without one, as after a restart', async () => {
    const critical = { state: 'critical', sinceMs: 1_000 } as const;
    const explanationJson = '[{"key":"critical_if"}]';
    await arrives(1, { checks: [standingOf('linux.cpu', { ...critical, explanationJson })] });
    await arrives(1, { checks: [standingOf('linux.cpu', critical)] }, REBORN);
    expect(await standings()).toMatchObject([{ explanation: [{ key: 'critical_if' }] }]);
    const another = { ...critical, sinceMs: 9_000 };
    await arrives(2, { checks: [standingOf('linux.cpu', another)] }, REBORN);
    expect(await standings()).toMatchObject([{ explanation: null }]);
  });
});

describe('what happened to checks', () => {
  const happened = async () => {
    const rows = await database.prisma.checkEvent.findMany({ orderBy: { id: 'asc' } });
    return rows.map(({ check, kind, from, to }) => `${check} ${kind} ${from}>${to}`);
  };

  test('is kept in its order, without attempts', async () => {
    const moment = { check: 'linux.cpu', atMs: 5_000, output: '' };
    await arrives(1, {
      checkEvents: [
        changeOf('linux.cpu', 'ok', 'warning'),
        { ...moment, kind: 'attempt', state: 'critical', attempt: 1 },
        changeOf('linux.cpu', 'warning', 'critical'),
        { ...moment, kind: 'flapping-started', changePercent: 31 },
        changeOf('linux.aaa', 'ok', 'critical'),
      ],
    });
    expect(await happened()).toEqual([
      'linux.cpu state ok>warning',
      'linux.cpu state warning>critical',
      'linux.cpu flapping-started >',
      'linux.aaa state ok>critical',
    ]);
  });

  test('is forgotten when it is old enough, and not before', async () => {
    const events = Array.from({ length: 4_500 }, (_, index) => {
      return { ...changeOf('linux.cpu', 'ok', 'critical'), atMs: index * 1_000 };
    });
    await addCheckEvents(database, 'a', events);
    await expireCheckEvents(database, 4_498_000);
    expect(await happened()).toHaveLength(2);
  });
});

describe('the groups of a node', () => {
  test('are those that people gave and those that it told, each once, in order', async () => {
    await arrives(1, {
      documents: [
        groupsDocument(
          { group: 'redis' },
          { group: 'given', source: 'configured' },
          { group: 'Cloud', source: 'hosting' },
          { group: 'redis', source: 'configured' },
        ),
      ],
    });
    expect(await memberOf()).toEqual(['Cloud', 'given', 'redis']);
  });

  test('are not those that it repeats of what people said: they may have said otherwise since', async () => {
    await arrives(1, { documents: [groupsDocument({ group: 'gone', source: 'given' })] });
    expect(await memberOf()).toEqual(['given']);
  });

  test('stay as they are when a report is late', async () => {
    await arrives(5, { documents: [groupsDocument({ group: 'new' })] });
    await arrives(4, { documents: [groupsDocument({ group: 'old' })] });
    expect(await memberOf()).toEqual(['given', 'new']);
  });
});
