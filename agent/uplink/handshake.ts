import { randomBytes } from 'node:crypto';
import type { Clock } from '@/common/clock';
import { AppError } from '@/common/errors';
import { type ReceivedRange, sessionTranscript } from '@/common/protocol/session';
import { PROTOCOL, PROTOCOL_MIN } from '@/common/protocol/version';
import type { Identity } from './identity';
import type { ServerLink } from './server-link';

/** What an agent says of itself. */
export interface Hello {
  readonly agentVersion: string;
  readonly hostname: string;
  readonly bootId: string;
}

export interface Opened {
  readonly received: readonly ReceivedRange[];
  /** Own wall clock minus the server's, as of half the round trip. */
  readonly clockSkewMs: number;
}

/**
 * Proves who we are, and learns what the server has.
 * @throws {AppError} with the server's own words when it refuses.
 */
export async function shakeHands(
  link: ServerLink,
  identity: Identity,
  hello: Hello & { readonly epoch: string },
  clock: Clock,
): Promise<Opened> {
  await link.opened;
  const askedMs = clock.wallMs();
  const { nonce, protocol, serverTimeMs } = await link.challenge();
  const clockSkewMs = Math.round((askedMs + clock.wallMs()) / 2 - serverTimeMs);
  const agentNonce = new Uint8Array(randomBytes(32));
  const { received } = await link.open({
    ...hello,
    clockSkewMs,
    protocol: commonProtocol(protocol),
    publicKey: identity.publicKey,
    nonce: agentNonce,
    signature: identity.sign(sessionTranscript(nonce, agentNonce, hello.epoch)),
  });
  return { received, clockSkewMs };
}

/** The newest that this agent speaks; a newer server decides whether it still speaks that. */
function commonProtocol(ofServer: number): number {
  if (ofServer >= PROTOCOL_MIN) return Math.min(PROTOCOL, ofServer);
  throw new AppError(
    'INVALID',
    `The server speaks protocol ${ofServer}, this agent needs at least ${PROTOCOL_MIN}; update the server.`,
  );
}
