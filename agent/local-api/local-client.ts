import { type IncomingMessage, request } from 'node:http';
import type {
  CheckExplanation,
  CheckHistoryEntry,
  CheckReport,
} from '@/common/domain/check-report';
import type {
  DetectorCard,
  DetectorExplanation,
  GroupChange,
  GroupMembership,
} from '@/common/domain/detection';
import type { RoleCard, RoleExplanation } from '@/common/domain/role';
import { AppError, type ErrorCode } from '@/common/errors';
import type { Explanation } from '@/common/expression/explain';
import type { FunctionDoc } from '@/common/expression/function-table';
import type { CollectorReport } from '../collectors/runner';
import type { SettingInForce } from '../config/settings-in-force';
import type { DetectorRun } from '../detection/detection';
import { type ClusterClient, createClusterClient } from './cluster-client';
import type { AgentInfo, CollectorDetail, LocalError } from './local-api';

/** The agent that answers on a socket, as commands see it. Every call throws {AppError}. */
export interface LocalClient extends ClusterClient {
  readonly socketPath: string;
  info(): Promise<AgentInfo>;
  collectors(): Promise<readonly CollectorReport[]>;
  collector(name: string): Promise<CollectorDetail>;
  run(name: string): Promise<CollectorDetail>;
  functions(): Promise<readonly FunctionDoc[]>;
  evaluate(expression: string, pack?: string): Promise<Explanation>;
  checks(): Promise<readonly CheckReport[]>;
  check(name: string): Promise<CheckReport>;
  checkHistory(): Promise<readonly CheckHistoryEntry[]>;
  explainCheck(name: string): Promise<CheckExplanation>;
  runCheck(name: string): Promise<CheckReport>;
  detectors(): Promise<readonly DetectorCard[]>;
  runDetectors(name?: string): Promise<readonly DetectorRun[]>;
  explainDetector(name: string): Promise<DetectorExplanation>;
  memberships(): Promise<readonly GroupMembership[]>;
  groupHistory(): Promise<readonly GroupChange[]>;
  /** @returns whether that changed something */
  configureGroup(change: 'add' | 'remove', group: string): Promise<boolean>;
  roles(): Promise<readonly RoleCard[]>;
  explainRole(name: string): Promise<RoleExplanation>;
  settings(): Promise<readonly SettingInForce[]>;
  changeKey(): Promise<void>;
  stop(): Promise<void>;
  /** Who listens: `the agent with pid 12`. `undefined` when nobody does. Never throws. */
  holder(): Promise<string | undefined>;
}

const ANSWER_MS_MAX = 5_000;
/** A collector may take its own time-out, which a pack sets. */
const RUN_MS_MAX = 120_000;
/** Questions to the machine have thirty seconds together. */
const EVALUATE_MS_MAX = 40_000;
const ANSWER_BYTES_MAX = 16_000_000;

export function createLocalClient(socketPath: string): LocalClient {
  const get = <Answer>(path: string) => call<Answer>({ socketPath, path, method: 'GET' });
  const post = <Answer>(path: string, timeoutMs: number) =>
    call<Answer>({ socketPath, path, method: 'POST', timeoutMs });
  const explain = <Answer>(path: string) =>
    call<Answer>({
      socketPath,
      path: `${path}/explain`,
      method: 'GET',
      timeoutMs: EVALUATE_MS_MAX,
    });
  const named = (name: string) => `/v1/collectors/${encodeURIComponent(name)}`;
  return {
    socketPath,
    info: () => get('/v1/agent'),
    collectors: () => get('/v1/collectors'),
    collector: (name) => get(named(name)),
    run: (name) => post(`${named(name)}/run`, RUN_MS_MAX),
    functions: () => get('/v1/evaluator'),
    evaluate: (expression, pack) =>
      call({
        socketPath,
        path: '/v1/evaluator',
        method: 'POST',
        timeoutMs: EVALUATE_MS_MAX,
        body: JSON.stringify({ expression, pack }),
      }),
    checks: () => get('/v1/checks'),
    check: (name) => get(`/v1/checks/${encodeURIComponent(name)}`),
    checkHistory: () => get('/v1/history/checks'),
    explainCheck: (name) => explain(`/v1/checks/${encodeURIComponent(name)}`),
    runCheck: (name) => post(`/v1/checks/${encodeURIComponent(name)}/run`, RUN_MS_MAX),
    detectors: () => get('/v1/detectors'),
    runDetectors: (name) =>
      post(
        `/v1/detectors${name === undefined ? '' : `/${encodeURIComponent(name)}`}/run`,
        RUN_MS_MAX,
      ),
    explainDetector: (name) => explain(`/v1/detectors/${encodeURIComponent(name)}`),
    memberships: () => get('/v1/groups'),
    groupHistory: () => get('/v1/history/groups'),
    async configureGroup(change, group) {
      const path = `/v1/groups/${encodeURIComponent(group)}`;
      const method = change === 'add' ? 'PUT' : 'DELETE';
      return (await call<{ changed: boolean }>({ socketPath, path, method })).changed;
    },
    roles: () => get('/v1/roles'),
    explainRole: (name) => explain(`/v1/roles/${encodeURIComponent(name)}`),
    settings: () => get('/v1/settings'),
    ...createClusterClient((given) => call({ socketPath, ...given })),
    async changeKey() {
      await post('/v1/change-key', ANSWER_MS_MAX);
    },
    async stop() {
      await post('/v1/stop', ANSWER_MS_MAX);
    },
    async holder() {
      try {
        const { pid } = await get<AgentInfo>('/v1/agent');
        return `the agent with pid ${pid}`;
      } catch (error) {
        return isNobody(error) ? undefined : 'another process';
      }
    },
  };
}

/** One question to the agent of a socket. */
export type CallAgent = <Answer>(given: Omit<Call, 'socketPath'>) => Promise<Answer>;

interface Call {
  readonly socketPath: string;
  readonly path: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly timeoutMs?: number;
  readonly body?: string;
}

async function call<Answer>(given: Call): Promise<Answer> {
  const response = await send(given);
  const answer: unknown = JSON.parse(await textOf(response));
  if (response.statusCode !== undefined && response.statusCode < 400) return answer as Answer;
  const { code, message } = (answer as LocalError).error;
  throw new AppError(code as ErrorCode, message);
}

function send({ timeoutMs = ANSWER_MS_MAX, body = '', ...target }: Call): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ ...target, agent: false, signal: AbortSignal.timeout(timeoutMs) });
    outgoing.on('response', resolve);
    outgoing.on('error', (error: NodeJS.ErrnoException) => reject(unreachable(target, error)));
    outgoing.end(body);
  });
}

async function textOf(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let sizeBytes = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    sizeBytes += piece.length;
    if (sizeBytes > ANSWER_BYTES_MAX) throw new AppError('INVALID', 'The answer is too large.');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function unreachable({ socketPath }: Pick<Call, 'socketPath'>, error: NodeJS.ErrnoException) {
  if (error.code === 'EACCES' || error.code === 'EPERM') {
    return new AppError(
      'FORBIDDEN',
      `The agent at ${socketPath} belongs to another user; run this as that user or as root.`,
      { cause: error },
    );
  }
  const why = error.name === 'AbortError' || error.name === 'TimeoutError' ? 'in time' : 'at all';
  return new AppError('UNREACHABLE', `No agent answers ${why} at ${socketPath}.`, { cause: error });
}

/** There is no socket, or the process that made it is gone. */
function isNobody(error: unknown): boolean {
  const cause = AppError.is(error) ? (error.cause as NodeJS.ErrnoException | undefined) : undefined;
  return cause?.code === 'ENOENT' || cause?.code === 'ECONNREFUSED';
}
