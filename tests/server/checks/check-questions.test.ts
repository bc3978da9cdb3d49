import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '@/common/errors';
import type { Json } from '@/common/json';
import type { AgentQuestion } from '@/common/protocol/question';
import { createCheckService } from '@/server/checks/check-service';
import { createCheckStore } from '@/server/checks/check-store';
import { createBus } from '@/server/live/bus';
import { FakeClock } from '../../support/fake-clock';
import { openTestDatabase, type TestDatabase } from '../../support/test-database';
import { addChecks } from './seed-checks';

const clock = new FakeClock();

const leaf = { kind: 'reference', text: '{{a.b}}', start: 0, end: 7, children: [] };
const value = { is: 'value', value: 93.2, shown: '93.2', isTrue: true };
const origin = {
  path: 'a.b',
  source: 'collector a',
  atMs: 1,
  ageMs: 2,
  pack: 'linux',
  level: null,
  unit: 'percent',
};
const root = { ...leaf, outcome: value, origin };
const parts = [{ key: 'critical_if', explanation: { text: '{{a.b}}', outcome: value, root } }];

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
  const node = { id: 'a', name: 'a', hostname: 'a', publicKey: new Uint8Array(32) };
  await database.prisma.node.create({ data: node });
  await addChecks(database, [
    { nodeId: 'a', check: 'linux.memory', state: 'critical', sinceMs: 7, explanation: parts },
    { nodeId: 'a', check: 'linux.cpu', state: 'warning', explanation: [{ key: 'x' }] },
  ]);
});
afterAll(() => database.close());

/** With an agent that answers so. */
function service(answer: (question: AgentQuestion) => unknown) {
  const ask = async (_: string, question: AgentQuestion) => answer(question) as Json;
  return createCheckService({ checks: createCheckStore(database), bus: createBus(), clock, ask });
}

const away = () => {
  throw new AppError('UNREACHABLE', 'The node a is not connected.');
};

describe('why a check is as it is', () => {
  test('is asked of its node, which evaluates it now', async () => {
    const asked: AgentQuestion[] = [];
    const found = await service((question) => {
      asked.push(question);
      return { report: { state: 'ok', output: 'fine', more: 1 }, parts };
    }).explain('a', 'linux.memory');
    expect(asked).toEqual([{ ask: 'explain-check', check: 'linux.memory' }]);
    expect(found).toEqual({
      state: 'ok',
      output: 'fine',
      parts,
      atMs: clock.wallMs(),
      isLive: true,
      note: '',
    });
  });

  test('is what was kept when it became a problem, where the node does not answer', async () => {
    expect(await service(away).explain('a', 'linux.memory')).toMatchObject({
      state: 'critical',
      parts,
      atMs: 7,
      isLive: false,
      note: 'The node a is not connected.',
    });
  });

  const deep = (levels: number) => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);
  const nested = Array.from({ length: 500 }).reduce<object>(
    (child) => ({ ...root, children: [child] }),
    root,
  );
  test.each([
    ['nothing', null],
    ['a text', 'x'],
    ['a state that there is not', { report: { state: 'fine', output: '' }, parts }],
    ['no parts', { report: { state: 'ok', output: '' } }],
    ['lists in lists', { report: { state: 'ok', output: '' }, parts: deep(100_000) }],
    [
      'a tree without end',
      {
        report: { state: 'ok', output: '' },
        parts: [{ key: 'x', explanation: { text: '', outcome: value, root: nested } }],
      },
    ],
  ])('is what was kept, where a node answers %s', async (_, answer) => {
    const found = await service(() => answer).explain('a', 'linux.memory');
    expect(found).toMatchObject({ state: 'critical', parts, isLive: false });
    expect(found.note).toMatch(/does not understand/);
  });

  test('has no parts, where what was kept is of another form', async () => {
    expect(await service(away).explain('a', 'linux.cpu')).toMatchObject({ parts: [] });
  });

  test('is not asked of what there is not, and a fault of ours is not hidden', async () => {
    await expect(service(away).explain('a', 'linux.none')).rejects.toThrow(/has told of no check/);
    const broken = service(() => {
      throw new TypeError('ours');
    });
    await expect(broken.explain('a', 'linux.memory')).rejects.toThrow('ours');
  });
});

describe('running a check now', () => {
  test('answers with what it came to', async () => {
    const run = service(({ ask }) => ({ state: 'ok', output: ask, runs: 3 })).run;
    expect(await run('a', 'linux.memory')).toEqual({ state: 'ok', output: 'run-check' });
  });

  test('says why it could not be run', async () => {
    await expect(service(away).run('a', 'linux.memory')).rejects.toThrow('is not connected');
    await expect(service(() => 5).run('a', 'linux.memory')).rejects.toThrow(/not understand/);
    await expect(service(() => 5).run('a', 'linux.none')).rejects.toThrow(/no check/);
  });
});

describe('a result that somebody tells', () => {
  const result = { state: 'critical', output: 'no backup since Monday' } as const;

  test('goes to the agent of its node, whose answer is how the check stands then', async () => {
    const asked: AgentQuestion[] = [];
    const { tell } = service((question) => {
      asked.push(question);
      return { state: 'ok', output: 'one of two', soft: { state: 'critical', attempt: 1 } };
    });
    expect(await tell('a', 'linux.cpu', result)).toEqual({ state: 'ok', output: 'one of two' });
    expect(asked).toEqual([{ ask: 'tell-check', check: 'linux.cpu', ...result }]);
  });

  test('is refused in clear words while the node is away, or lets nobody ask', async () => {
    await expect(service(away).tell('a', 'linux.cpu', result)).rejects.toThrow('is not connected');
    await expect(service(() => 5).tell('a', 'no.such', result)).rejects.toThrow(/no check/);
    const closed = service(() => {
      throw new AppError(
        'FORBIDDEN',
        'The configuration of this node lets the server ask nothing.',
      );
    });
    await expect(closed.tell('a', 'linux.cpu', result)).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });
});
