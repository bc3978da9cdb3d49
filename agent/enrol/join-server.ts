import type { Clock } from '@/common/clock';
import { AppError } from '@/common/errors';
import { signerOfSeed } from '@/common/node/ed25519';
import {
  type Enrolled,
  type EnrolmentFacts,
  enrolmentTranscript,
} from '@/common/protocol/enrolment';
import type { JoinString } from '@/common/protocol/join-string';
import type { Identity } from '../uplink/identity';
import { meetServer } from '../uplink/meet-server';
import { asAppError } from '../uplink/server-error';
import { type Connect, connectServer, type ServerLink } from '../uplink/server-link';
import { agentSocketUrl, isLoopback } from '../uplink/server-url';

export interface JoinOptions {
  readonly join: JoinString;
  readonly identity: Identity;
  readonly facts: EnrolmentFacts;
  readonly agentVersion: string;
  readonly clock: Clock;
  readonly connect?: Connect;
}

export interface Joined extends Enrolled {
  /** As it goes into `identity/server.json`. */
  readonly server: string;
  readonly pins: readonly string[];
}

/**
 * Lets this node into a server: the server proves by the fingerprint of the join string that it is
 * the right one, and only then is anything said of the node. The secret signs and stays here.
 * The same node again is told the same and uses nothing up.
 * @throws {AppError} with the server's words when it refuses; UNREACHABLE when it does not answer
 */
export async function joinServer(options: JoinOptions): Promise<Joined> {
  const { host, port } = options.join;
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const encrypted = `wss://${authority}`;
  try {
    return await joinAt(encrypted, options);
  } catch (error) {
    if (!isLoopback(host) || !isPlainText(error)) throw error;
    return joinAt(`ws://${authority}`, options);
  }
}

async function joinAt(server: string, options: JoinOptions): Promise<Joined> {
  const { clock, connect = connectServer } = options;
  const link = connect(agentSocketUrl(server), clock);
  try {
    return { ...(await ask(link, options)), server };
  } catch (error) {
    throw notReached(server, asAppError(error));
  } finally {
    link.close(new AppError('UNREACHABLE', 'The node has joined.'));
  }
}

/** What the network says names no server: `connect ECONNREFUSED 192.0.2.7:7788`, or a code alone. */
function notReached(server: string, error: AppError): AppError {
  if (error.code !== 'UNREACHABLE') return error;
  return new AppError('UNREACHABLE', `The server ${server} was not reached: ${error.message}`, {
    cause: error,
  });
}

async function ask(
  link: ServerLink,
  { join, identity, facts, agentVersion, clock }: JoinOptions,
): Promise<Omit<Joined, 'server'>> {
  const { protocol, nonces, pins } = await meetServer(link, [join.fingerprint], clock);
  const { publicKey } = identity;
  const claim = { tokenId: join.tokenId, publicKey, factsJson: JSON.stringify(facts) };
  const said = enrolmentTranscript(nonces, claim);
  const enrolled = await link.enrol({
    ...claim,
    protocol,
    agentVersion,
    tokenSignature: signerOfSeed(join.seed).sign(said),
    signature: identity.sign(said),
  });
  return { ...enrolled, pins };
}

/** A server that listens on this machine alone speaks no TLS; its proof is asked for all the same. */
function isPlainText(error: unknown): boolean {
  return (
    AppError.is(error) && /wrong version number|packet length too long|EPROTO/i.test(error.message)
  );
}
