import { beforeEach, describe, expect, test } from 'vitest';
import { loneClusterFacts } from '@/agent/expression/cluster-facts';
import { createEvaluator } from '@/agent/expression/evaluator';
import { createMachineFacts } from '@/agent/expression/machine-facts';
import { type Answerers, AnswerQuestions } from '@/agent/questions/answer-questions';
import { completePath } from '@/agent/questions/complete-path';
import { reservedFacts } from '@/agent/questions/reserved-facts';
import { AppError } from '@/common/errors';
import { FUNCTIONS } from '@/common/expression/function-table';
import { type AgentQuestion, questionAnswer } from '@/common/protocol/question';
import { seededRandom } from '@/common/random';
import { FakeClock } from '@/tests/support/fake-clock';
import { QuietLog } from '@/tests/support/quiet-log';
import { upTo } from '@/tests/support/up-to';

let clock: FakeClock;
let log: QuietLog;
beforeEach(() => {
  clock = new FakeClock();
  log = new QuietLog();
});

const ID = 'abcdefgh12345678';
const evaluate: AgentQuestion = { ask: 'evaluate', expression: '1', pack: '' };

/** The answer to a question, in words. */
async function answerTo(
  question: unknown,
  answerers: Answerers,
  answers: 'all' | 'checks' | 'none' = 'all',
): Promise<string> {
  const questions = new AnswerQuestions({ answerers, answers, clock, log });
  const given = await questions.answer({ id: ID, question });
  expect(questionAnswer.parse(given)).toEqual(given);
  const answer = given?.answer;
  return answer?.is === 'json' ? answer.json : `${answer?.code}: ${answer?.message}`;
}

describe('what the server asks', () => {
  test('is answered with JSON, or refused with why', async () => {
    expect(await answerTo(evaluate, { evaluate: ({ expression }) => [expression] })).toBe('["1"]');
    expect(await answerTo(evaluate, { evaluate: () => undefined })).toBe('null');
    const missing = () => {
      throw new AppError('NOT_FOUND', 'There is no check x.');
    };
    expect(await answerTo(evaluate, { evaluate: missing })).toBe('NOT_FOUND: There is no check x.');
    expect(await answerTo(evaluate, {})).toBe(
      'NOT_FOUND: This agent has nothing that answers “evaluate”.',
    );
  });

  test.each([
    [{ ask: 'shutdown' }],
    [{ ask: 'evaluate', expression: 'x'.repeat(5_000), pack: '' }],
    [{ ask: 'evaluate', expression: '1', pack: '', more: 1 }],
    [{ ask: '__proto__' }],
    [null],
  ])('is refused when it is nothing that this agent knows: %j', async (question) => {
    const answerers = { evaluate: () => 'never' };
    expect(await answerTo(question, answerers)).toBe(
      'INVALID: This agent does not know such a question.',
    );
  });

  test.each([[undefined], ['x'], [{ question: evaluate }], [{ id: '../x', question: evaluate }]])(
    'and cannot even be refused, is passed over: %j',
    async (said) => {
      const questions = new AnswerQuestions({ answerers: {}, answers: 'all', clock, log });
      expect(await questions.answer(said)).toBeUndefined();
    },
  );

  test('is told nothing of what went wrong inside: that is for the log of this machine', async () => {
    const broken = () => {
      throw new Error('ENOENT /root/secret');
    };
    expect(await answerTo(evaluate, { evaluate: broken })).toBe(
      'FAILED: The agent failed; its log says why.',
    );
    expect(log.lines.at(-1)).toMatchObject({ fields: { reason: 'ENOENT /root/secret' } });
  });

  test('is cut short after five seconds, a plugin after fifteen', async () => {
    const never = () => new Promise(() => undefined);
    const answers = [
      answerTo(evaluate, { evaluate: never }),
      answerTo({ ask: 'run-check', check: 'a.b' }, { 'run-check': never }),
    ];
    await clock.advance(5_000);
    expect(await answers[0]).toBe('FAILED: It took longer than 5 s.');
    await clock.advance(10_000);
    expect(await answers[1]).toBe('FAILED: It took longer than 15 s.');
  });

  test('is answered four at a time, and no more than some wait', async () => {
    let running = 0;
    let most = 0;
    const slow = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => clock.after(1_000, resolve));
      running -= 1;
    };
    const answerers = { evaluate: slow };
    const questions = new AnswerQuestions({ answerers, answers: 'all', clock, log });
    const asked = upTo(40).map(() => questions.answer({ id: ID, question: evaluate }));
    await clock.advance(20_000);
    const answers = await Promise.all(asked);
    expect(most).toBe(4);
    expect(answers.filter((one) => one?.answer.is === 'json')).toHaveLength(32);
  });

  test('is refused when its answer is too long to be sent', async () => {
    const long = () => 'x'.repeat(300_000);
    expect(await answerTo(evaluate, { evaluate: long })).toMatch(/^FAILED: The answer is longer/);
  });

  test('is what the configuration of the node allows', async () => {
    const answerers: Answerers = { evaluate: () => 1, complete: () => 2, 'explain-check': () => 3 };
    const explain = { ask: 'explain-check', check: 'a.b' };
    expect(await answerTo(evaluate, answerers, 'none')).toMatch(/^FORBIDDEN: .*\(answers: none\)/);
    expect(await answerTo(explain, answerers, 'none')).toMatch(/^FORBIDDEN/);
    expect(await answerTo(evaluate, answerers, 'checks')).toMatch(/^FORBIDDEN: .*its own checks/);
    expect(await answerTo(explain, answerers, 'checks')).toBe('3');
  });
});

describe('an expression that came over the network', () => {
  const touched: PropertyKey[] = [];
  const cluster = loneClusterFacts({ static: () => ['prod'], all: () => ['prod'] }, () => false);
  const own = createMachineFacts({ cluster, environment: { HOME: '/root' } });
  /** A machine that knows when it is asked. */
  const machine = new Proxy(own, {
    get(facts, name) {
      touched.push(name);
      return Reflect.get(facts, name);
    },
  });
  const evaluator = createEvaluator({
    clock: new FakeClock(),
    random: seededRandom(1),
    host: reservedFacts(machine),
    collectors: { names: () => [], report: () => undefined, data: () => undefined },
    configuration: () => ({}),
  });
  const said = async (text: string) => JSON.stringify(await evaluator.evaluate(text));
  beforeEach(() => {
    touched.length = 0;
  });

  /** What agent and cluster know anyway. */
  const OPEN =
    /^(hash|system_get_os|system_is_python.*|is_in_.*|gossip_.*|compliance_.*|hosting_.*)$/;
  const asking = FUNCTIONS.filter(({ needs, name }) => needs === 'host' && !OPEN.test(name));

  test.each(asking.map(({ name, examples }) => [name, examples[0]?.[0] ?? '']))(
    'sees nothing of the machine itself through %s: %s',
    async (_, expression) => {
      expect(await said(expression)).toContain('only on the node itself: opsbro evaluator eval');
      expect(touched).toEqual([]);
    },
  );

  test('sees what the agent knows anyway', async () => {
    expect(asking.map(({ name }) => name)).toContain('get_env');
    expect(asking.length).toBeGreaterThan(12);
    for (const text of ["is_in_group('prod')", "hash('a', 'sha256')", 'system_get_os()', '1 + 1']) {
      expect(await said(text)).toMatch(/"outcome":\{"is":"value"/);
    }
  });
});

describe('what may follow what somebody typed', () => {
  const collectors = {
    names: () => ['memory', 'system'],
    data: (name: string) => ({
      atMs: 1,
      samples: name === 'memory' ? [sampleOf('memory.phys_used'), sampleOf('memory.swap')] : [],
      facts: name === 'system' ? { os: { name: 'linux' }, list: [1] } : null,
      factsJson: '',
    }),
  };
  const sampleOf = (path: string) => {
    const series = {
      metric: path,
      labels: {},
      path,
      unit: 'count',
      kind: 'gauge',
      help: '',
    } as const;
    return { series, value: 1 };
  };
  const complete = (text: string) => completePath(text, collectors, ['port', 'host']);

  test('are keys of collectors and of the pack’s parameters, whole', () => {
    expect(complete('collector.mem')).toEqual([
      'collector.memory',
      'collector.memory.phys_used',
      'collector.memory.swap',
    ]);
    expect(complete('collector.system.o')).toEqual([
      'collector.system.os',
      'collector.system.os.name',
    ]);
    expect(complete('parameters.')).toEqual(['parameters.host', 'parameters.port']);
    expect(complete('nothing')).toEqual([]);
    expect(complete('')).toHaveLength(9);
  });
});
