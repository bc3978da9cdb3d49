import { expect, test } from 'vitest';
import { agentRouter } from '@/server/ingest/agent-router';
import type { AgentContext } from '@/server/ingest/agent-trpc';
import { createCallerFactory } from '@/server/trpc/init';
import { outcomeOf, proceduresOf, tripwire } from './roles-rig';

/** `stranger`: leads to a proof and no further. */
const AGENT_DEMANDS: Readonly<Record<string, 'stranger' | 'agent'>> = {
  announce: 'agent',
  answer: 'agent',
  challenge: 'stranger',
  changeKey: 'agent',
  confirm: 'agent',
  confirmZones: 'agent',
  desired: 'agent',
  enrol: 'stranger',
  open: 'stranger',
  questions: 'agent',
  report: 'agent',
  zones: 'agent',
};
const agentProcedures = proceduresOf(agentRouter);
const connection = tripwire<AgentContext['connection']>();
const caller = createCallerFactory as unknown as (
  router: typeof agentRouter,
) => (context: AgentContext) => Record<string, (input: unknown) => Promise<unknown>>;

test('agents have the procedures that this file lists', () => {
  expect(agentProcedures.map(([path]) => path).sort()).toEqual(Object.keys(AGENT_DEMANDS));
});

test.each([
  ['nobody', false],
  ['an agent with a session', true],
])('%s gets what the table says', async (_who, opened) => {
  for (const [path] of agentProcedures) {
    const api = caller(agentRouter)({ connection, session: { opened } });
    const outcome = await outcomeOf(async () => api[path]?.({ nonsense: true }));
    const isIn = opened || AGENT_DEMANDS[path] === 'stranger';
    expect([path, outcome]).toEqual([path, isIn ? 'let in' : 'FORBIDDEN']);
  }
});

test.each(agentProcedures)(
  '%s cannot name another node: its session says whose it is',
  (_, one) => {
    for (const input of one._def.inputs) {
      const { error } = input.safeParse({ nodeId: 'b', id: 'b', publicKeyOf: 'b' });
      const strange = error?.issues.flatMap(({ keys }) => keys ?? []) ?? [];
      expect(strange).toEqual(expect.arrayContaining(['nodeId', 'id', 'publicKeyOf']));
    }
  },
);
