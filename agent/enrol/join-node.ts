import type { Clock } from '@/common/clock';
import type { JoinString } from '@/common/protocol/join-string';
import { createSystemHost } from '../collectors/system-host';
import { openIdentity } from '../uplink/identity';
import { writeServerFile } from '../uplink/server-file';
import { type Joined, joinServer } from './join-server';
import { machineFacts } from './machine-facts';

export interface JoinNodeOptions {
  readonly join: JoinString;
  readonly dataDirectory: string;
  readonly agentVersion: string;
  readonly clock: Clock;
}

/**
 * Lets the node of a data directory into a server and writes down which one, and its keys. Cut
 * short anywhere it can be done again with the same join string: the server knows the key by then.
 * @throws {AppError} with the reason in words
 */
export async function joinNode(options: JoinNodeOptions): Promise<Omit<Joined, 'pins'>> {
  const { dataDirectory, clock } = options;
  const identity = openIdentity(dataDirectory);
  const facts = machineFacts(createSystemHost(clock));
  const { nodeId, admission, server, pins } = await joinServer({ ...options, identity, facts });
  writeServerFile(dataDirectory, { server, keys: [...pins] });
  return { nodeId, admission, server };
}
