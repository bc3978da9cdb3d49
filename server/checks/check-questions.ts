import { z } from 'zod';
import type { Clock } from '@/common/clock';
import { CHECK_STATES, type ResultState } from '@/common/domain/check';
import type { CheckWhy } from '@/common/domain/check-view';
import { readExplanationParts } from '@/common/domain/explanation-told';
import { AppError } from '@/common/errors';
import type { Json } from '@/common/json';
import type { AgentQuestion } from '@/common/protocol/question';
import type { CheckStore, KeptCheck } from './check-store';

/** Asks the agent of a node something, and waits for its answer. */
export type AskNode = (nodeId: string, question: AgentQuestion) => Promise<Json>;

export interface CheckQuestionDeps {
  readonly checks: CheckStore;
  readonly clock: Clock;
  readonly ask: AskNode;
}

/** What somebody else found out about a check. */
export interface CheckTold {
  readonly state: ResultState;
  readonly output: string;
}

/** Of a `CheckReport` what is looked at here; the rest is for others. */
const told = z.object({ state: z.enum(CHECK_STATES), output: z.string() });
type Told = z.output<typeof told>;
const explained = z.object({ report: told, parts: z.unknown() });

/** What only the agent of a node can say. */
export function checkQuestions({ checks, clock, ask }: CheckQuestionDeps) {
  async function kept(nodeId: string, check: string): Promise<KeptCheck> {
    const found = await checks.find(nodeId, check);
    if (found !== undefined) return found;
    throw new AppError('NOT_FOUND', `The node ${nodeId} has told of no check ${check}.`);
  }

  return {
    /**
     * Why a check is as it is: evaluated now on its node; where that gives no answer, as it was
     * kept when the check became a problem.
     * @throws {AppError} NOT_FOUND
     */
    async explain(nodeId: string, check: string): Promise<CheckWhy> {
      const found = await kept(nodeId, check);
      try {
        const answer = explained.safeParse(await ask(nodeId, { ask: 'explain-check', check }));
        const parts = readExplanationParts(answer.data?.parts);
        if (answer.success && parts !== undefined) {
          const { state, output } = answer.data.report;
          return { state, output, parts, atMs: clock.wallMs(), isLive: true, note: '' };
        }
        return keptWhy(found, 'Its agent answered something that this server does not understand.');
      } catch (error) {
        if (!AppError.is(error)) throw error;
        return keptWhy(found, error.message);
      }
    },

    /**
     * Runs a check that would run anyway, now. What it comes to arrives as it always does.
     * @throws {AppError} NOT_FOUND, or whatever keeps the node from answering
     */
    run: (nodeId: string, check: string): Promise<Told> =>
      done(nodeId, { ask: 'run-check', check }),

    /**
     * Hands a result to a passive check. Its agent takes it, since how a check stands is its own: of
     * a node that is away a result is refused, and not kept.
     * @returns how it stands then, which a first bad result need not change
     * @throws {AppError} NOT_FOUND; CONFLICT for a check that is not passive, or not for that node;
     * or whatever keeps the node from answering
     */
    tell: (nodeId: string, check: string, result: CheckTold): Promise<Told> =>
      done(nodeId, { ask: 'tell-check', check, ...result }),
  };

  async function done(
    nodeId: string,
    question: Extract<AgentQuestion, { ask: 'run-check' | 'tell-check' }>,
  ): Promise<Told> {
    await kept(nodeId, question.check);
    const answer = told.safeParse(await ask(nodeId, question));
    if (answer.success) return answer.data;
    const text = 'The agent of the node answered something that this server does not understand.';
    throw new AppError('UNREACHABLE', text);
  }
}

function keptWhy({ row, explanation }: KeptCheck, note: string): CheckWhy {
  const parts = readExplanationParts(explanation) ?? [];
  return {
    state: row.state,
    output: row.output,
    parts,
    atMs: row.sinceMs,
    isLive: false,
    note,
  };
}
