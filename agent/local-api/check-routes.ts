import { z } from 'zod';
import { type CheckState, RESULT_STATES } from '@/common/domain/check';
import type { CheckHistoryEntry, CheckReport } from '@/common/domain/check-report';
import { AppError } from '@/common/errors';
import type { LocalApi } from './local-api';
import type { Route } from './local-routes';
import { originalServices } from './role-routes';

const told = z.strictObject({
  state: z.enum(RESULT_STATES),
  output: z.string().max(4_096).default(''),
});

const heartbeat = told.pick({ output: true });

/**
 * Checks, in this project's form below `/v1` and with the paths and names of the original; what its
 * specification has below `/agent` is below `/monitoring` in its code, and both are answered.
 */
export const CHECK_ROUTES: readonly Route[] = [
  { method: 'GET', path: /^\/v1\/checks$/, answer: (api) => api.checks() },
  { method: 'GET', path: /^\/v1\/history\/checks$/, answer: (api) => api.checkHistory() },
  { method: 'GET', path: /^\/v1\/checks\/([^/]+)$/, answer: (api, name) => api.check(name) },
  {
    method: 'GET',
    path: /^\/v1\/checks\/([^/]+)\/explain$/,
    answer: (api, name) => api.explainCheck(name),
  },
  {
    method: 'POST',
    path: /^\/v1\/checks\/([^/]+)\/result$/,
    answer: (api, name, body) => api.tellCheck(name, formOf(told, body, RESULT_FORM)),
  },
  {
    method: 'POST',
    path: /^\/v1\/checks\/([^/]+)\/heartbeat$/,
    answer: (api, name, body) =>
      api.tellCheck(name, { state: 'ok', ...formOf(heartbeat, body || '{}', HEARTBEAT_FORM) }),
  },
  {
    method: 'POST',
    path: /^\/v1\/checks\/([^/]+)\/run$/,
    answer: (api, name) => api.runCheck(name),
  },
  ...['v1', 'monitoring'].flatMap((folder): Route[] => {
    const path = new RegExp(`^/${folder}/checks/([^/]+)$`);
    return [
      { method: 'PUT', path, answer: (api, name, body) => api.defineCheck(name, parsed(body)) },
      {
        method: 'DELETE',
        path,
        answer: async (api, name) => ({ removed: await api.removeCheck(name) }),
      },
    ];
  }),
  {
    method: 'GET',
    path: /^\/monitoring\/state$/,
    answer: originalState,
  },
  { method: 'GET', path: /^\/(?:monitoring|agent)\/state\/([^/]+)$/, answer: stateOf },
  {
    method: 'GET',
    path: /^\/(?:monitoring|agent)\/checks$/,
    answer: (api) => originalChecks(api.checks()),
  },
  {
    method: 'GET',
    path: /^\/(?:monitoring|agent)\/checks\/([^/]+)$/,
    answer: (api, name) => originalCheck(api.check(name)),
  },
  {
    method: 'GET',
    path: /^\/monitoring\/history\/checks$/,
    answer: (api) => originalHistory(api.checkHistory()),
  },
];

const RESULT_FORM = `{"state": "${RESULT_STATES.join('|')}", "output": "…"}`;
/** Of a name that somebody asked for, as much as an answer repeats. */
const ASKED_LENGTH = 60;
const HEARTBEAT_FORM = 'nothing, or {"output": "…"}';

function formOf<Form>(form: z.ZodType<Form>, body: string, expected: string): Form {
  const read = form.safeParse(parsed(body));
  if (read.success) return read.data;
  throw new AppError('INVALID', `Expected ${expected} as the body.`);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function originalState(api: LocalApi) {
  return { checks: originalChecks(api.checks()), services: originalServices(api) };
}

/** The original reads those of other nodes from the store that they share; the server has them here. */
function stateOf(api: LocalApi, asked: string) {
  const { nodeId, uplink } = api.info();
  if (asked === nodeId) return originalState(api);
  const page =
    uplink.serverUrl === null
      ? 'GET /monitoring/state of the agent there'
      : new URL(
          `/nodes/${encodeURIComponent(asked.slice(0, ASKED_LENGTH))}/checks`,
          uplink.serverUrl,
        ).href;
  throw new AppError(
    'NOT_FOUND',
    `The checks of ${asked.slice(0, ASKED_LENGTH)} are not kept here, where only those of this node (${nodeId}) are: see ${page}.`,
  );
}

/** The original has no number for what it does not know. */
const STATE_IDS: Record<CheckState, number> = {
  ok: 0,
  warning: 1,
  critical: 2,
  unknown: 3,
  pending: 3,
  stale: 3,
};

function originalChecks(reports: readonly CheckReport[]) {
  return Object.fromEntries(reports.map((report) => [report.id, originalCheck(report)]));
}

function originalCheck(report: CheckReport) {
  return {
    name: report.id,
    display_name: report.summary,
    pack_name: report.pack,
    pack_level: report.level,
    state: report.state,
    state_id: STATE_IDS[report.state],
    output: report.output,
    last_check: report.lastResultMs === null ? 0 : Math.floor(report.lastResultMs / 1_000),
    interval: `${report.intervalMs / 1_000}s`,
  };
}

/** Changes of state by second, oldest first. */
function originalHistory(entries: readonly CheckHistoryEntry[]) {
  const bySecond = new Map<number, object[]>();
  for (const entry of entries) {
    if (entry.kind !== 'state') continue;
    const date = Math.floor(entry.atMs / 1_000);
    const { check, from, to, output } = entry;
    const told = { type: 'check-state', name: check, old_state: from, state: to, output };
    bySecond.set(date, [...(bySecond.get(date) ?? []), told]);
  }
  return [...bySecond].map(([date, told]) => ({ date, entries: told }));
}
