import { randomBytes } from 'node:crypto';
import type { Clock } from '@/common/clock';
import { STALE_AFTER_MS } from '@/common/domain/node';
import { formatAgo } from '@/common/duration';
import { AppError } from '@/common/errors';
import { type Json, parseJson } from '@/common/json';
import type { Log } from '@/common/log';
import type { AgentQuestion, AskedQuestion, QuestionAnswer } from '@/common/protocol/question';
import type { Database } from '../db/database';
import type { Bus } from '../live/bus';
import { type Answer, QuestionDesk } from './question-desk';
import { QuestionRelay } from './question-relay';
import { createQuestionStore } from './question-store';

export interface QuestionServiceDeps {
  readonly database: Database;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Log;
}

export interface QuestionService {
  /**
   * Asks the agent of a node, wherever it is connected.
   * @returns what `AgentQuestion` says of each question: data of a stranger, to be checked
   * @throws {AppError} in words for people: NOT_FOUND for an unknown node, UNREACHABLE for one that
   * is not connected or does not answer, BUSY while too much is asked; or as the agent refuses it
   */
  ask(nodeId: string, question: AgentQuestion, options?: AskOptions): Promise<Json>;
}

export interface AskOptions {
  /** Default 20 s: the agent itself gives up on nearly everything after 5. */
  readonly timeoutMs?: number;
}

/** What the ingest does with questions. */
export interface QuestionDoor {
  /** What the agent of a node is asked, until `signal`. */
  follow(nodeId: string, signal: AbortSignal): AsyncGenerator<AskedQuestion, void>;
  /** @throws {AppError} INVALID for an answer to what this node was not asked, or not any more */
  answer(nodeId: string, answer: QuestionAnswer): void;
}

export interface QuestionPart {
  readonly questions: QuestionService;
  readonly door: QuestionDoor;
  stop(): void;
}

const TIMEOUT_MS = 20_000;
const TIMEOUT_MS_MAX = 50_000;

/** Questions to agents, and the way of their answers. */
export function openQuestionPart(deps: QuestionServiceDeps): QuestionPart {
  const { database, clock } = deps;
  const desk = new QuestionDesk(clock);
  const store = createQuestionStore(database);
  const relay = new QuestionRelay({ ...deps, desk, store });
  const { isShared } = database.channel;
  if (isShared) relay.start();

  async function ask(nodeId: string, question: AgentQuestion, { timeoutMs }: AskOptions = {}) {
    const node = await store.nodeOf(nodeId);
    if (node === undefined) throw new AppError('NOT_FOUND', `There is no node ${nodeId}.`);
    const asked = { id: randomBytes(12).toString('hex'), question };
    const limitMs = Math.min(timeoutMs ?? TIMEOUT_MS, TIMEOUT_MS_MAX);
    const answer = await answerOf(nodeId, asked, limitMs);
    if (answer === undefined) throw notConnected(node, clock.wallMs());
    return read(answer, node.name);
  }

  async function answerOf(nodeId: string, asked: AskedQuestion, limitMs: number) {
    if (desk.has(nodeId)) return desk.ask(nodeId, asked, limitMs);
    return isShared ? relay.ask(nodeId, asked, limitMs) : undefined;
  }

  return {
    questions: { ask },
    door: {
      follow: (nodeId, signal) => desk.follow(nodeId, signal),
      answer(nodeId, answer) {
        if (desk.answer(nodeId, answer)) return;
        throw new AppError('INVALID', 'This node was not asked that, or not any more.');
      },
    },
    stop: () => relay.stop(),
  };
}

function read(answer: Answer, name: string): Json {
  if (answer.is === 'refused') {
    const { code, message } = answer;
    if (code !== 'FAILED') throw new AppError(code, message);
    throw new AppError('UNREACHABLE', `${name} could not answer: ${message}`);
  }
  const json = parseJson(answer.json);
  if (json !== undefined) return json as Json;
  throw new AppError('UNREACHABLE', `${name} gave an answer that cannot be read.`);
}

interface Away {
  readonly name: string;
  readonly lastReportMs: number | null;
}

function notConnected({ name, lastReportMs }: Away, nowMs: number): AppError {
  if (lastReportMs === null) {
    return new AppError('UNREACHABLE', `${name} is not connected: it has never reported.`);
  }
  if (nowMs - lastReportMs > STALE_AFTER_MS) {
    const ago = formatAgo(lastReportMs, nowMs);
    return new AppError('UNREACHABLE', `${name} is not connected: it last reported ${ago}.`);
  }
  return new AppError(
    'UNREACHABLE',
    `${name} reports, but does not listen to questions just now: it is connecting, or its agent is of an older version and must be updated.`,
  );
}
