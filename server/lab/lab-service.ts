import { z } from 'zod';
import type { Clock } from '@/common/clock';
import { readExplanation } from '@/common/domain/explanation-told';
import { functionsTold } from '@/common/domain/function-told';
import { machineText } from '@/common/domain/text';
import type { Explanation } from '@/common/expression/explain';
import type { FunctionDoc } from '@/common/expression/function-table';
import type { AskNode } from '../checks/check-questions';
import { byForm, toldAnswer } from './told-answer';
import { createTurnLimit } from './turn-limit';

export interface LabServiceDeps {
  readonly clock: Clock;
  readonly ask: AskNode;
}

export interface LabQuestion {
  readonly nodeId: string;
  readonly expression: string;
  /** Whose `{{parameters.…}}` are meant; empty for none. */
  readonly pack: string;
}

/** Of one person. A page that follows asks every few seconds. */
const EVALUATIONS = { turns: 120, windowMs: 60_000 };

const keys = z.array(machineText(400)).max(200);

/** Expressions that people try on a machine. */
export function createLabService({ clock, ask }: LabServiceDeps) {
  const limit = createTurnLimit(clock, EVALUATIONS);
  return {
    /**
     * What an expression comes to on a node now, and why.
     * @throws {AppError} INVALID with the place in the text; TOO_MANY; whatever keeps the node from answering
     */
    async evaluate(
      { nodeId, expression, pack }: LabQuestion,
      person: string,
    ): Promise<{ explanation: Explanation; atMs: number }> {
      limit.take(person);
      const answer = await ask(nodeId, { ask: 'evaluate', expression, pack });
      return { explanation: toldAnswer(answer, readExplanation), atMs: clock.wallMs() };
    },

    /** The functions that the packs of a node add to the language. */
    async functions(nodeId: string): Promise<readonly FunctionDoc[]> {
      return toldAnswer(await ask(nodeId, { ask: 'functions' }), byForm(functionsTold));
    },

    /** Keys of collectors and parameters on a node that begin with the text. */
    async complete(nodeId: string, text: string, pack: string): Promise<string[]> {
      return toldAnswer(await ask(nodeId, { ask: 'complete', text, pack }), byForm(keys));
    },
  };
}
