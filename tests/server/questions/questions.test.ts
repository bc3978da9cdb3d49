import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Answerers, AnswerQuestions } from '@/agent/questions/answer-questions';
import { systemClock } from '@/common/node/system-clock';
import type { AgentQuestion, QuestionAnswer } from '@/common/protocol/question';
import { openDatabase } from '@/server/db/open-database';
import { quietLog } from '../../support/test-database';
import { createTestPostgres, onPostgres } from '../../support/test-postgres';
import { startTestServer, type TestServer } from '../../support/test-server';
import { startTestAgent, type TestAgent } from '../ingest/test-agent';

let server: TestServer;
let agent: TestAgent;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(async () => {
  agent = await startTestAgent(server);
  return () => agent[Symbol.asyncDispose]();
});

const evaluate = (expression: string): AgentQuestion => ({ ask: 'evaluate', expression, pack: '' });

/** Has an agent answer as a real one does. */
function answering(answerers: Answerers, answers: 'all' | 'none' = 'all', of = agent): void {
  const questions = new AnswerQuestions({ answerers, answers, clock: of.clock, log: of.log });
  of.uplink.onQuestion((asked) => questions.answer(asked));
}

/** Has an agent answer as no real one would. */
function lying(lie: (id: string) => QuestionAnswer | undefined): void {
  agent.uplink.onQuestion(async (asked) => lie((asked as { id: string }).id));
}

const ask = (question: AgentQuestion, timeoutMs?: number, nodeId = agent.nodeId) =>
  server.services.questions.ask(nodeId, question, timeoutMs === undefined ? {} : { timeoutMs });

/** The agent has let the server know that it listens. */
async function listens(of = agent, at = server): Promise<void> {
  answering({ evaluate: () => 'here' }, 'all', of);
  await of.until('the agent listens', async () => {
    const { questions } = at.services;
    return (await questions.ask(of.nodeId, evaluate('1')).catch(() => '')) === 'here';
  });
}

describe('an agent that is asked', () => {
  test('answers what it was asked, several things at a time', async () => {
    await listens();
    answering({
      evaluate: async ({ expression }) => {
        await sleep(expression === 'slow' ? 50 : 0);
        return { said: expression };
      },
      complete: ({ text }) => [text],
    });
    const answers = await Promise.all([
      ask(evaluate('slow')),
      ask(evaluate('quick')),
      ask({ ask: 'complete', text: 'coll', pack: '' }),
    ]);
    expect(answers).toEqual([{ said: 'slow' }, { said: 'quick' }, ['coll']]);
  });

  test('refuses in its own words, with what sort of refusal it is', async () => {
    await listens();
    answering({});
    await expect(ask({ ask: 'explain-role', role: 'a.b' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'This agent has nothing that answers “explain-role”.',
    });
    answering({ evaluate: () => 1 }, 'none');
    await expect(ask(evaluate('1'))).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: expect.stringContaining('lets the server ask nothing (answers: none)'),
    });
    answering({
      evaluate: () => {
        throw new Error('a secret of the machine');
      },
    });
    await expect(ask(evaluate('1'))).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: 'box could not answer: The agent failed; its log says why.',
    });
  });

  test('but does not answer is waited for so long and no longer', async () => {
    await listens();
    lying(() => undefined);
    await expect(ask(evaluate('1'), 300)).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: 'The agent gave no answer within 300 ms.',
    });
  });

  test('and goes away is not waited for', async () => {
    await listens();
    lying(() => {
      agent.cut();
      return undefined;
    });
    const begunMs = performance.now();
    await expect(ask(evaluate('1'), 20_000)).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: 'The agent went away before it answered.',
    });
    expect(performance.now() - begunMs).toBeLessThan(10_000);
  });

  test('too much at a time is spared the rest', async () => {
    await listens();
    lying(() => undefined);
    const asked = Array.from({ length: 20 }, () =>
      ask(evaluate('1'), 500).catch((error: { code: string }) => error.code),
    );
    const codes = await Promise.all(asked);
    expect(codes.filter((code) => code === 'BUSY')).toHaveLength(4);
    expect(codes.filter((code) => code === 'UNREACHABLE')).toHaveLength(16);
    await listens();
  });
});

describe('an agent that lies', () => {
  test('answers for no other node', async () => {
    await using other = await startTestAgent(server, 'other');
    await listens();
    await listens(other);
    const ids: string[] = [];
    lying((id) => {
      ids.push(id);
      return undefined;
    });
    other.uplink.onQuestion(async () => {
      return { id: ids[0] ?? '', answer: { is: 'json', json: '"a lie"' } };
    });
    const honest = ask(evaluate('1'), 1_500);
    honest.catch(() => undefined);
    await agent.until('the agent was asked', () => ids.length > 0);
    await expect(ask(evaluate('2'), 500, other.nodeId)).rejects.toMatchObject({
      message: 'The agent gave no answer within 500 ms.',
    });
    await expect(honest).rejects.toMatchObject({ message: /gave no answer/ });
    expect(other.uplink.status().state).toBe('connected');
  });

  test.each([
    ['no JSON', '{', 'box gave an answer that cannot be read.'],
    ['more than it may', `"${'x'.repeat(262_144)}"`, 'The agent gave no answer within 500 ms.'],
  ])('with %s is not believed', async (_, json, message) => {
    await listens();
    lying((id) => ({ id, answer: { is: 'json', json } }));
    await expect(ask(evaluate('1'), 500)).rejects.toMatchObject({ code: 'UNREACHABLE', message });
  });

  test('with nesting without end harms nobody', async () => {
    await listens();
    const json = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    lying((id) => ({ id, answer: { is: 'json', json } }));
    expect(Array.isArray(await ask(evaluate('1')))).toBe(true);
  });

  test('twice is heard once', async () => {
    await listens();
    const refusals: unknown[] = [];
    agent.tamper = (link) => ({
      answer: async (answer) => {
        await link.answer(answer);
        await link.answer(answer).catch((error: unknown) => void refusals.push(error));
      },
    });
    agent.cut();
    await listens();
    expect(await ask(evaluate('1'))).toBe('here');
    await agent.until('it was refused', () => refusals.length > 0);
    expect(refusals[0]).toMatchObject({ code: 'INVALID' });
  });
});

describe('a node that is not connected', () => {
  test('is said to be so at once, with since when', async () => {
    await agent.stop();
    const { prisma } = server.database;
    const where = { id: agent.nodeId };
    await prisma.node.update({ where, data: { lastReportAt: new Date(Date.now() - 180_500) } });
    await expect(ask(evaluate('1'))).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: 'box is not connected: it last reported 3 min ago.',
    });
    await prisma.node.update({ where, data: { lastReportAt: null } });
    await expect(ask(evaluate('1'))).rejects.toMatchObject({
      message: 'box is not connected: it has never reported.',
    });
    agent.start();
  });

  test('or not known at all, is not found', async () => {
    await expect(ask(evaluate('1'), 100, 'nobody')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe.skipIf(!onPostgres)('an agent that is connected to another server', () => {
  test('is asked through the database, and leaves nothing there', async () => {
    await using postgres = await createTestPostgres();
    const open = () =>
      openDatabase({ directory: '', url: postgres.url, clock: systemClock, log: quietLog });
    const databases = [await open(), await open()] as const;
    {
      await using here = await startTestServer({ database: databases[0] });
      await using there = await startTestServer({ database: databases[1], beside: here });
      await using far = await startTestAgent(there, 'far');
      await listens(far, there);
      answering({ evaluate: ({ expression }) => ({ said: expression }) }, 'all', far);
      const { questions } = here.services;
      const begunMs = performance.now();
      const texts = ['a', 'b', 'c', 'd', 'e'];
      const answers = texts.map((text) => questions.ask(far.nodeId, evaluate(text)));
      expect(await Promise.all(answers)).toEqual(texts.map((said) => ({ said })));
      expect(performance.now() - begunMs).toBeLessThan(5_000);
      answering({}, 'none', far);
      await expect(questions.ask(far.nodeId, evaluate('1'))).rejects.toMatchObject({
        code: 'FORBIDDEN',
      });
      far.uplink.onQuestion(async () => undefined);
      await expect(
        questions.ask(far.nodeId, evaluate('1'), { timeoutMs: 500 }),
      ).rejects.toMatchObject({ message: 'The agent gave no answer within 500 ms.' });
      await far.stop();
      await expect(questions.ask(far.nodeId, evaluate('1'))).rejects.toMatchObject({
        code: 'UNREACHABLE',
        message: expect.stringContaining('far '),
      });
      expect(await here.database.prisma.agentQuestion.count()).toBe(0);
    }
    for (const database of databases) await database.close();
  }, 60_000);
});
