import { expect, test } from 'vitest';
import type { AgentInfo } from '@/agent/local-api/local-api';
import { waitUntilConnected } from '@/agent/service/wait-until-connected';
import { AppError } from '@/common/errors';

type State = AgentInfo['uplink']['state'] | 'absent';

/** An agent that says one thing after the other; the last one for ever. */
function agentSaying(...states: readonly { state: State; reason?: string }[]) {
  let asked = 0;
  let sleptMs = 0;
  const client = {
    info() {
      const said = states[Math.min(asked++, states.length - 1)];
      if (said === undefined || said.state === 'absent') {
        return Promise.reject(new AppError('UNREACHABLE', 'nobody'));
      }
      const uplink = { serverUrl: 'wss://x', reason: '', ...said };
      return Promise.resolve({ nodeId: 'n1', uplink } as unknown as AgentInfo);
    },
  };
  const sleep = (durationMs: number) => {
    sleptMs += durationMs;
    return Promise.resolve();
  };
  return {
    sleptMs: () => sleptMs,
    wait: (timeoutMs: number) => waitUntilConnected({ client, sleep, timeoutMs }),
  };
}

test('an agent that starts and connects is waited for no longer than that', async () => {
  const agent = agentSaying({ state: 'absent' }, { state: 'connecting' }, { state: 'connected' });
  const { uplink } = await agent.wait(30_000);
  expect(uplink.state).toBe('connected');
  expect(agent.sleptMs()).toBe(200);
});

test.each([
  { state: 'refused' as const, reason: 'revoked' },
  { state: 'off' as const, reason: '' },
  { state: 'waiting' as const, reason: 'Waiting for approval: by a person' },
])('what does not change by itself is not waited out: $state', async (said) => {
  const agent = agentSaying({ state: 'connecting' }, said);
  expect((await agent.wait(30_000)).uplink).toMatchObject(said);
});

test('a server that does not answer is named with what the network said', async () => {
  const agent = agentSaying({ state: 'waiting', reason: 'connection refused' });
  await expect(agent.wait(1_000)).rejects.toThrow(
    'has not reached wss://x within 1 s: connection refused.',
  );
});

test('an agent that never answers says how to find out', async () => {
  const agent = agentSaying({ state: 'absent' });
  await expect(agent.wait(1_000)).rejects.toThrow('The agent did not start within 1 s');
});
