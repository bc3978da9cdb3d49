import { randomBytes } from 'node:crypto';
import type { Clock } from '@/common/clock';
import { AppError } from '@/common/errors';
import { fingerprintOf, isSignedBy } from '@/common/node/ed25519';
import {
  type Challenge,
  endorsementTranscript,
  type ServerKeyLink,
  serverTranscript,
} from '@/common/protocol/session';
import type { SessionNonces } from '@/common/protocol/transcript';
import { PROTOCOL } from '@/common/protocol/version';
import { PROXY_HINT } from './channel';
import type { ServerLink } from './server-link';

/** A server that has proven who it is, on this very connection. */
export interface ProvenServer {
  readonly protocol: number;
  readonly nonces: SessionNonces;
  /** The keys to believe from now on: those that the server has not retired. */
  readonly pins: readonly string[];
  /** Own wall clock minus the server's, as of half the round trip. */
  readonly clockSkewMs: number;
}

/**
 * Has the server prove itself before a word is said of this node.
 * @param pins fingerprints of the keys that are believed
 * @throws {AppError} UNAUTHENTICATED when it cannot, INVALID when it speaks another protocol
 */
export async function meetServer(
  link: ServerLink,
  pins: readonly string[],
  clock: Clock,
): Promise<ProvenServer> {
  await link.opened;
  const { kind, binding } = link.channel();
  const agentNonce = new Uint8Array(randomBytes(32));
  const askedMs = clock.wallMs();
  const request = { protocol: PROTOCOL, nonce: agentNonce, binding: kind };
  const challenge = await link.challenge(request);
  const clockSkewMs = Math.round((askedMs + clock.wallMs()) / 2 - challenge.serverTimeMs);
  const nonces = { agentNonce, serverNonce: challenge.nonce, binding };
  checkServer(challenge, nonces, pins);
  return {
    protocol: Math.min(PROTOCOL, challenge.protocol),
    nonces,
    pins: challenge.keys
      .filter(({ isRetired }) => !isRetired)
      .map(({ publicKey }) => fingerprintOf(publicKey)),
    clockSkewMs,
  };
}

function checkServer(
  { keys, keyId, signature }: Challenge,
  nonces: SessionNonces,
  pins: readonly string[],
): void {
  if (pins.length === 0) {
    throw new AppError(
      'UNAUTHENTICATED',
      'This node does not know the key of its server: run "opsbro agent join" with a join string of it.',
    );
  }
  const byId = new Map(keys.map((link) => [fingerprintOf(link.publicKey), link]));
  const signer = byId.get(keyId);
  if (signer === undefined || signer.isRetired || !isTrusted(signer, byId, pins)) {
    throw new AppError(
      'UNAUTHENTICATED',
      'The server has another key than the one that this node joined: it is another server, or somebody is in between. If it was set up anew, run "opsbro agent join" with a new join string.',
    );
  }
  if (isSignedBy(signer.publicKey, serverTranscript(nonces, keyId, keys), signature)) return;
  throw new AppError(
    'UNAUTHENTICATED',
    `The server could not prove that this connection ends at it: somebody is in between, and nothing was told to them.${nonces.binding.length === 0 ? '' : ` ${PROXY_HINT}`}`,
  );
}

/** Walks from the key that signed to one that is pinned, by who endorsed whom. */
function isTrusted(
  signer: ServerKeyLink,
  byId: ReadonlyMap<string, ServerKeyLink>,
  pins: readonly string[],
): boolean {
  let link = signer;
  for (let steps = 0; steps <= byId.size; steps++) {
    if (pins.includes(fingerprintOf(link.publicKey))) return true;
    const parent = byId.get(link.endorsedBy);
    if (parent === undefined) return false;
    const endorsed = endorsementTranscript(link.publicKey);
    if (!isSignedBy(parent.publicKey, endorsed, link.endorsement)) return false;
    link = parent;
  }
  return false;
}
