import { z } from 'zod';
import { machineText } from '../domain/text';

/** First thing on a connection: what the agent must sign. */
export interface Challenge {
  readonly protocol: number;
  /** 32 random bytes, for this connection only. */
  readonly nonce: Uint8Array;
  readonly serverTimeMs: number;
}

const bytes = (length: number) =>
  z.instanceof(Uint8Array).refine((value) => value.length === length, `expected ${length} bytes`);

/** Three centuries: a clock that says more says nothing. */
const SKEW_MS_MAX = 1e13;

/** How an agent proves that it holds its key, see `sessionTranscript`. */
export const sessionProof = z.strictObject({
  protocol: z.number().int(),
  /** Raw Ed25519 public key (RFC 8032), 32 bytes. The node's id follows from it. */
  publicKey: bytes(32),
  /** Chosen by the agent, so that the server cannot have it sign what it likes. */
  nonce: bytes(32),
  /** Ed25519 over the transcript, 64 bytes. */
  signature: bytes(64),
  agentVersion: machineText(64, 1),
  hostname: machineText(255, 1),
  /** The kernel's id of this boot; empty where there is none. */
  bootId: machineText(64),
  /** The agent's wall clock minus the server's, as the challenge showed it. */
  clockSkewMs: z.number().min(-SKEW_MS_MAX).max(SKEW_MS_MAX),
  /** This run of the agent: reports are numbered from 1 within it. */
  epoch: z.string().regex(/^[0-9a-z]{16,32}$/),
});

export type SessionProof = z.infer<typeof sessionProof>;

export interface SessionOpened {
  readonly nodeId: string;
  /** The server's clock, to measure the skew. */
  readonly serverTimeMs: number;
  /** Of the epochs that the server knows of this node, the reports that it has, as closed ranges. */
  readonly received: readonly ReceivedRange[];
}

export interface ReceivedRange {
  readonly epoch: string;
  readonly first: number;
  readonly last: number;
}

const CONTEXT = 'opsbro session v1';

/**
 * The bytes that an agent signs: context, server nonce, agent nonce, epoch.
 * @param serverNonce 32 bytes of the challenge
 * @param agentNonce 32 bytes of the agent's own
 */
export function sessionTranscript(
  serverNonce: Uint8Array,
  agentNonce: Uint8Array,
  epoch: string,
): Uint8Array {
  const encoder = new TextEncoder();
  const head = encoder.encode(`${CONTEXT}\0${epoch}\0`);
  const transcript = new Uint8Array(head.length + serverNonce.length + agentNonce.length);
  transcript.set(head);
  transcript.set(serverNonce, head.length);
  transcript.set(agentNonce, head.length + serverNonce.length);
  return transcript;
}
