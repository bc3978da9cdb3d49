import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Identity, identityDirectory, openIdentity } from '../uplink/identity';

/** Of the node that this machine is a copy of, the key last: a cut short change is begun again. */
const FORMER = [
  'outbox',
  'desired-state.json',
  'identity/ticket',
  'identity/node-id',
  'identity/lineage.json',
  'identity/agent.key.next',
  'identity/agent.key.previous',
  'identity/agent.key',
];

export interface NewIdentity {
  readonly identity: Identity;
  /** Reports were waiting, and were given up. */
  readonly hadOutbox: boolean;
}

/**
 * Makes another node of this machine. What waits in the outbox goes with the old identity: it holds
 * reports of the machine that this one was copied from, and nobody can tell the two apart any more.
 */
export function makeNewIdentity(dataDirectory: string): NewIdentity {
  identityDirectory(dataDirectory);
  const hadOutbox = existsSync(join(dataDirectory, 'outbox'));
  for (const path of FORMER) rmSync(join(dataDirectory, path), { recursive: true, force: true });
  return { identity: openIdentity(dataDirectory), hadOutbox };
}
