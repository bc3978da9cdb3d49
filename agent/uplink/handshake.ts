import type { Clock } from '@/common/clock';
import { AppError, messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import {
  agentKeyTranscript,
  agentTranscript,
  type ReceivedRange,
  type SessionOpened,
} from '@/common/protocol/session';
import type { SessionNonces } from '@/common/protocol/transcript';
import type { Credentials } from './credentials';
import { meetServer } from './meet-server';
import type { ServerLink } from './server-link';

/** What an agent says of itself. */
export interface Hello {
  readonly agentVersion: string;
  readonly hostname: string;
  /** As it was configured; absent for one that goes by its host name. */
  readonly name?: string;
  readonly bootId: string;
  readonly machineId: string;
}

export interface Opened {
  /** That both sides speak. */
  readonly protocol: number;
  readonly admission: SessionOpened['admission'];
  readonly received: readonly ReceivedRange[];
  /** Own wall clock minus the server's, as of half the round trip. */
  readonly clockSkewMs: number;
}

export interface HandshakeOptions {
  readonly credentials: Credentials;
  readonly hello: Hello & {
    readonly epoch: string;
    /** The node that passes this connection on; empty for a direct one. */
    readonly through: string;
  };
  readonly clock: Clock;
  readonly log: Log;
}

/** The protocol that has a word for relays. */
const THROUGH_SINCE = 3;

/**
 * Has the server prove itself, proves who we are, and learns what the server has.
 * @throws {AppError} with the server's own words when it refuses; UNREACHABLE after a change of the
 * key, which the next connection opens with.
 */
export async function shakeHands(link: ServerLink, options: HandshakeOptions): Promise<Opened> {
  const { credentials, hello, clock } = options;
  const server = await meetServer(link, credentials.pins, clock);
  credentials.keepPins(server.pins);
  const { identity, ticket } = credentials;
  const { clockSkewMs, protocol, nonces } = server;
  const { through, ...own } = hello;
  const claim = {
    ...own,
    ...(through === '' || protocol < THROUGH_SINCE ? {} : { through }),
    publicKey: identity.publicKey,
    ticket,
  };
  const signature = identity.sign(agentTranscript(nonces, claim));
  const opened = await link
    .open({ ...claim, protocol, clockSkewMs, signature })
    .catch((error: unknown) => turnToFormerKey(error, options));
  credentials.isKnown();
  if (opened.admission === 'active') {
    await keepTicket(link, opened.ticket, options);
    await changeKey(link, { nonces, isAsked: opened.isKeyAsked }, options);
  }
  const { admission, received } = opened;
  return { protocol, admission, received, clockSkewMs };
}

/** @throws UNREACHABLE when there is another key to try, else what the server said */
function turnToFormerKey(error: unknown, { credentials, log }: HandshakeOptions): never {
  const isStranger = AppError.is(error) && error.code === 'UNAUTHENTICATED';
  if (!isStranger || !credentials.turnToFormerKey()) throw error;
  log.warn('key not known to the server, trying the one before it', { reason: error.message });
  throw new AppError('UNREACHABLE', 'The server does not know the key; trying the one before it.');
}

/**
 * The server takes the ticket for ours when it is confirmed, and only what is on the disk is
 * confirmed. A disk that does not take it leaves the former ticket good.
 */
async function keepTicket(
  link: ServerLink,
  ticket: SessionOpened['ticket'],
  { credentials, log }: HandshakeOptions,
): Promise<void> {
  try {
    credentials.keepTicket(ticket);
  } catch (error) {
    log.warn('ticket not stored, the former one stays', { reason: messageOf(error) });
    return;
  }
  await link.confirm({ ticket });
}

/** When somebody asked for it, or when an earlier change was cut short. */
async function changeKey(
  link: ServerLink,
  { nonces, isAsked }: { readonly nonces: SessionNonces; readonly isAsked: boolean },
  { credentials, log }: HandshakeOptions,
): Promise<void> {
  const next = isAsked ? credentials.makeNextKey() : credentials.nextKey();
  if (next === undefined) return;
  const { identity } = credentials;
  const said = agentKeyTranscript(nonces, identity.publicKey, next.publicKey);
  try {
    await link.changeKey({
      publicKey: next.publicKey,
      oldSignature: identity.sign(said),
      newSignature: next.sign(said),
    });
  } catch (error) {
    if (!AppError.is(error) || error.code !== 'INVALID') throw error;
    log.warn('key not changed', { reason: error.message });
    credentials.dropNextKey();
    return;
  }
  credentials.adoptNextKey();
  log.info('key changed', { node: identity.nodeId });
  throw new AppError('UNREACHABLE', 'The key was changed; connecting with the new one.');
}
