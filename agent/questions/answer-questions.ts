import { z } from 'zod';
import type { Clock } from '@/common/clock';
import { formatDuration } from '@/common/duration';
import { AppError, messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import {
  type AgentQuestion,
  ANSWER_LENGTH_MAX,
  askedQuestion,
  type QuestionAnswer,
} from '@/common/protocol/question';
import { RunSlots } from '../checks/run-slots';
import type { Answers } from '../config/config';

type Ask = AgentQuestion['ask'];
type QuestionOf<One extends Ask> = Extract<AgentQuestion, { readonly ask: One }>;

/** Who answers what; what is left out is refused. What they give is told as JSON. */
export type Answerers = {
  readonly [One in Ask]?: ((question: QuestionOf<One>) => unknown) | undefined;
};

export interface AnswerQuestionsDeps {
  readonly answerers: Answerers;
  /** What the owner of this machine lets the server ask. */
  readonly answers: Answers;
  readonly clock: Clock;
  readonly log: Log;
}

type Answer = QuestionAnswer['answer'];

const PARALLEL_MAX = 4;
const WAITING_MAX = 32;
/** Of a question that waits for others: the server does not ask more than 16 things at a time. */
const LIMIT_MS = 5_000;
/** A plugin takes its time. */
const RUN_LIMIT_MS = 15_000;
const MESSAGE_LENGTH = 2_048;

/** What somebody wrote, rather than what the files of this node define. */
const FREE: readonly Ask[] = ['evaluate', 'complete'];
const RUNS: readonly Ask[] = ['run-check', 'run-collector'];
/** What does more than read, for the log of this machine. */
const DOES: readonly Ask[] = [...RUNS, 'tell-check'];

const onlyId = z.object({ id: askedQuestion.shape.id });

/** Answers what the server asks on behalf of people: a few things at a time, none for long. */
export class AnswerQuestions {
  readonly #deps: AnswerQuestionsDeps;
  readonly #slots = new RunSlots(PARALLEL_MAX);
  #open = 0;

  constructor(deps: AnswerQuestionsDeps) {
    this.#deps = deps;
  }

  /** @param said as it came @returns nothing for what cannot even be refused */
  async answer(said: unknown): Promise<QuestionAnswer | undefined> {
    const { log } = this.#deps;
    const asked = askedQuestion.safeParse(said).data;
    const id = asked?.id ?? onlyId.safeParse(said).data?.id;
    if (id === undefined) {
      log.warn('the server asked what is no question');
      return undefined;
    }
    if (asked === undefined) {
      return { id, answer: refused('INVALID', 'This agent does not know such a question.') };
    }
    const { ask } = asked.question;
    log[DOES.includes(ask) ? 'info' : 'debug']('the server asks', { question: ask });
    return { id, answer: await this.#answerInTurn(asked.question) };
  }

  async #answerInTurn(question: AgentQuestion): Promise<Answer> {
    const { answers } = this.#deps;
    if (answers === 'none' || (answers === 'checks' && FREE.includes(question.ask))) {
      const sentence = `The configuration of this node lets the server ask ${answers === 'none' ? 'nothing' : 'only for its own checks'} (answers: ${answers}).`;
      return refused('FORBIDDEN', sentence);
    }
    if (this.#open >= WAITING_MAX) return refused('BUSY', 'This agent is asked too much just now.');
    this.#open += 1;
    try {
      return await this.#slots.run(() => this.#answerInTime(question));
    } finally {
      this.#open -= 1;
    }
  }

  /** What takes too long goes on, and nobody hears of it; its place is given to the next. */
  #answerInTime(question: AgentQuestion): Promise<Answer> {
    const limitMs = RUNS.includes(question.ask) ? RUN_LIMIT_MS : LIMIT_MS;
    return new Promise((resolve) => {
      const cancel = this.#deps.clock.after(limitMs, () => {
        const sentence = `It took longer than ${formatDuration(limitMs)}.`;
        resolve(refused('FAILED', sentence));
      });
      void this.#ask(question).then(resolve).finally(cancel);
    });
  }

  async #ask(question: AgentQuestion): Promise<Answer> {
    const answerer = this.#deps.answerers[question.ask] as
      | ((question: AgentQuestion) => unknown)
      | undefined;
    if (answerer === undefined) {
      return refused('NOT_FOUND', `This agent has nothing that answers “${question.ask}”.`);
    }
    try {
      const json = JSON.stringify(await answerer(question)) ?? 'null';
      if (json.length <= ANSWER_LENGTH_MAX) return { is: 'json', json };
      return refused('FAILED', `The answer is longer than ${ANSWER_LENGTH_MAX} characters.`);
    } catch (error) {
      return this.#refusalOf(question, error);
    }
  }

  #refusalOf({ ask }: AgentQuestion, error: unknown): Answer {
    if (AppError.is(error)) return refused(CODES[error.code] ?? 'FAILED', error.message);
    this.#deps.log.error('a question was not answered', { ask, reason: messageOf(error) });
    return refused('FAILED', 'The agent failed; its log says why.');
  }
}

type Refusal = Extract<Answer, { readonly is: 'refused' }>['code'];

const CODES: Readonly<Partial<Record<AppError['code'], Refusal>>> = {
  INVALID: 'INVALID',
  NOT_FOUND: 'NOT_FOUND',
  CONFLICT: 'CONFLICT',
  BUSY: 'BUSY',
  FORBIDDEN: 'FORBIDDEN',
};

function refused(code: Refusal, message: string): Answer {
  return { is: 'refused', code, message: message.slice(0, MESSAGE_LENGTH) };
}
