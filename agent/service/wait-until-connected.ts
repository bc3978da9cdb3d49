import { AppError } from '@/common/errors';
import type { AgentInfo } from '../local-api/local-api';
import type { LocalClient } from '../local-api/local-client';

export interface ConnectionWait {
  readonly client: Pick<LocalClient, 'info'>;
  readonly timeoutMs: number;
  sleep(durationMs: number): Promise<void>;
}

const ASK_EVERY_MS = 100;

/**
 * Waits until the agent that was just started has an answer from its server.
 * @returns the agent as it is then: connected, or let in as soon as a person says so
 * @throws {AppError} UNREACHABLE with what the agent or the network said last
 */
export async function waitUntilConnected(wait: ConnectionWait): Promise<AgentInfo> {
  let info: AgentInfo | undefined;
  for (let waitedMs = 0; waitedMs <= wait.timeoutMs; waitedMs += ASK_EVERY_MS) {
    info = (await tryInfo(wait.client)) ?? info;
    if (info !== undefined && isAnswered(info)) return info;
    await wait.sleep(ASK_EVERY_MS);
  }
  throw new AppError('UNREACHABLE', sentence(info, wait.timeoutMs));
}

/** A refusal stays until a person does something about it, and so does waiting to be approved. */
function isAnswered({ uplink: { state, reason } }: AgentInfo): boolean {
  return state === 'waiting' ? reason.startsWith(FOR_APPROVAL) : state !== 'connecting';
}

/** How the uplink begins its reason when the server knows the node and a person has to let it in. */
const FOR_APPROVAL = 'Waiting for approval';

function sentence(info: AgentInfo | undefined, timeoutMs: number): string {
  const seconds = timeoutMs / 1_000;
  if (info === undefined) {
    return `The agent did not start within ${seconds} s; "opsbro agent start" in the foreground says why.`;
  }
  const { serverUrl, reason } = info.uplink;
  const why = reason === '' ? 'it does not answer' : reason;
  return `The agent runs, and has not reached ${serverUrl} within ${seconds} s: ${why}.`;
}

async function tryInfo(client: Pick<LocalClient, 'info'>): Promise<AgentInfo | undefined> {
  try {
    return await client.info();
  } catch (error) {
    if (AppError.is(error)) return undefined;
    throw error;
  }
}
