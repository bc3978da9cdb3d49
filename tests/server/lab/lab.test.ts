import { describe, expect, test } from 'vitest';
import { AppError } from '@/common/errors';
import { describeFunctions, FUNCTIONS } from '@/common/expression/function-table';
import type { Json } from '@/common/json';
import type { AgentQuestion } from '@/common/protocol/question';
import { createLabService } from '@/server/lab/lab-service';
import { createTurnLimit } from '@/server/lab/turn-limit';
import { FakeClock } from '../../support/fake-clock';

const question = { nodeId: 'a', expression: '1 < 2', pack: '' };
const value = { is: 'value', value: true, shown: 'True', isTrue: true } as const;
const explanation = {
  text: '1 < 2',
  outcome: value,
  root: { kind: 'compare', text: '1 < 2', start: 0, end: 5, outcome: value, children: [] },
};

/** A Lab whose agents all answer the same. */
function labOf(answer: (question: AgentQuestion) => Json) {
  const clock = new FakeClock(1_700_000_000_000);
  const asked: AgentQuestion[] = [];
  const ask = async (_: string, put: AgentQuestion) => {
    asked.push(put);
    return answer(put);
  };
  return { clock, asked, lab: createLabService({ clock, ask }) };
}

test('an expression goes to the node as it was typed, and its explanation comes back', async () => {
  const { asked, lab, clock } = labOf(() => explanation);
  expect(await lab.evaluate(question, 'ada')).toEqual({ explanation, atMs: clock.wallMs() });
  expect(asked).toEqual([{ ask: 'evaluate', expression: '1 < 2', pack: '' }]);
});

test('what the agent refuses is told in its own words', async () => {
  const { lab } = labOf(() => {
    throw new AppError('INVALID', 'column 3: expected an operator');
  });
  await expect(lab.evaluate(question, 'ada')).rejects.toMatchObject({
    code: 'INVALID',
    message: 'column 3: expected an operator',
  });
});

test.each([
  ['no object', 'lies'],
  ['an explanation of something else', { text: 1 }],
  ['a tree that has no end', deep(500)],
])('an answer that is %s is refused, and reaches no page', async (_, answer) => {
  const { lab } = labOf(() => answer);
  await expect(lab.evaluate(question, 'ada')).rejects.toMatchObject({
    code: 'UNREACHABLE',
    message: expect.stringContaining('does not understand'),
  });
});

function deep(levels: number): Json {
  let root: Json = { ...explanation.root };
  for (let level = 0; level < levels; level++) root = { ...explanation.root, children: [root] };
  return { ...explanation, root };
}

test('completions are texts, and nothing else', async () => {
  expect(await labOf(() => ['collector.cpu']).lab.complete('a', 'coll', '')).toEqual([
    'collector.cpu',
  ]);
  await expect(labOf(() => [{}]).lab.complete('a', 'coll', '')).rejects.toThrow(/does not underst/);
});

test('the functions that packs of a node add come as the language describes its own', async () => {
  const [within] = describeFunctions(FUNCTIONS.slice(0, 1));
  const { asked, lab } = labOf(() => JSON.parse(JSON.stringify([within])));
  expect(await lab.functions('a')).toEqual([within]);
  expect(asked).toEqual([{ ask: 'functions' }]);
  for (const lie of [
    {},
    [{ ...within, kind: 1, parameters: {} }],
    [{ ...within, group: 'none' }],
  ]) {
    const lying = labOf(() => JSON.parse(JSON.stringify(lie)));
    await expect(lying.lab.functions('a')).rejects.toThrow(/does not understand/);
  }
});

describe('the turns of a person', () => {
  const limitOf = () => {
    const clock = new FakeClock(1_700_000_000_000);
    return { clock, limit: createTurnLimit(clock, { turns: 3, windowMs: 60_000 }) };
  };

  test('are as many as allowed, and told when there are more again', async () => {
    const { clock, limit } = limitOf();
    for (let turn = 0; turn < 3; turn++) {
      limit.take('ada');
      await clock.advance(10_000);
    }
    expect(() => limit.take('ada')).toThrow('At most 3 a minute; the next in 30 s.');
    await clock.advance(30_000);
    limit.take('ada');
    expect(() => limit.take('ada')).toThrow(/the next in 10 s/);
  });

  test('are nobody else’s', () => {
    const { limit } = limitOf();
    for (let turn = 0; turn < 3; turn++) limit.take('ada');
    expect(() => limit.take('bob')).not.toThrow();
  });
});
