import { z } from 'zod';
import { machineText } from '../domain/text';
import { TICKET_BYTES } from './ticket';
import { nonceParts, type SessionNonces, transcript } from './transcript';

export const bytes = (...lengths: readonly number[]) =>
  z
    .instanceof(Uint8Array)
    .refine((value) => lengths.includes(value.length), `expected ${lengths.join(' or ')} bytes`);

/**
 * What ties the proofs of a session to its TLS connection. `exporter`: keying material of the
 * connection (RFC 5705), so that nobody in between can relay it; `none`: plain text to the machine
 * itself, or a certificate that a public authority vouches for, where a proxy may end the TLS.
 */
export const BINDINGS = ['exporter', 'none'] as const;
export type BindingKind = (typeof BINDINGS)[number];

/** The label under which both sides export keying material; 32 bytes, no context. */
export const EXPORTER_LABEL = 'EXPORTER-opsbro-session';
export const EXPORTER_BYTES = 32;

/** First thing on a connection. It tells nothing of the agent. */
export const challengeRequest = z.strictObject({
  protocol: z.number().int(),
  /** 32 random bytes that the server has to sign. */
  nonce: bytes(32),
  binding: z.enum(BINDINGS),
});

export type ChallengeRequest = z.infer<typeof challengeRequest>;

/** Keys of a server in the chain of who endorsed whom; more are never told. */
export const SERVER_KEYS_MAX = 32;

/** A public key of the server, and how an agent that knows an earlier one can believe in it. */
export interface ServerKeyLink {
  /** Raw Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** By the key before it, over `endorsementTranscript`; empty for the first. */
  readonly endorsement: Uint8Array;
  /** Fingerprint of that key; empty for the first. */
  readonly endorsedBy: string;
  readonly isRetired: boolean;
}

/** How the server proves itself, and what the agent must sign. */
export interface Challenge {
  readonly protocol: number;
  /** 32 random bytes, for this connection only. */
  readonly nonce: Uint8Array;
  readonly serverTimeMs: number;
  /** Fingerprint of the key that signed. */
  readonly keyId: string;
  /** The oldest first. */
  readonly keys: readonly ServerKeyLink[];
  /** Ed25519 over `serverTranscript`. */
  readonly signature: Uint8Array;
}

export function serverTranscript(
  nonces: SessionNonces,
  keyId: string,
  keys: readonly ServerKeyLink[],
): Uint8Array<ArrayBuffer> {
  const chain = keys.flatMap(({ publicKey, endorsement, endorsedBy, isRetired }) => [
    publicKey,
    endorsement,
    endorsedBy,
    isRetired ? 'retired' : 'active',
  ]);
  return transcript('opsbro server v2', [...nonceParts(nonces), keyId, ...chain]);
}

/** What a key of a server signs to pass the agents' trust on to the next one. */
export function endorsementTranscript(nextPublicKey: Uint8Array): Uint8Array<ArrayBuffer> {
  return transcript('opsbro endorse v2', [nextPublicKey]);
}

export const NODE_NAME_LENGTH_MAX = 128;

/** Three centuries: a clock that says more says nothing. */
const SKEW_MS_MAX = 1e13;

/** How an agent proves that it holds its key, once the server has proven itself. */
export const sessionProof = z.strictObject({
  protocol: z.number().int(),
  /** Raw Ed25519 public key (RFC 8032), 32 bytes. */
  publicKey: bytes(32),
  /** Ed25519 over `agentTranscript`, 64 bytes. */
  signature: bytes(64),
  /** The last that this node was given; empty before the first session. */
  ticket: bytes(0, TICKET_BYTES),
  agentVersion: machineText(64, 1),
  hostname: machineText(255, 1),
  /** What its configuration calls it; a display name that a person gave comes before it. */
  name: machineText(NODE_NAME_LENGTH_MAX, 1).optional(),
  /** The kernel's id of this boot; empty where there is none. */
  bootId: machineText(64),
  /** See machine-id(5); empty where there is none. */
  machineId: machineText(64),
  /** The agent's wall clock minus the server's, as the challenge showed it. */
  clockSkewMs: z.number().min(-SKEW_MS_MAX).max(SKEW_MS_MAX),
  /** The node that passes this connection on, since 3; absent for a direct one. */
  through: z
    .string()
    .regex(/^[a-z2-7]{26}$/)
    .optional(),
  /** This run of the agent: reports are numbered from 1 within it. */
  epoch: z.string().regex(/^[0-9a-z]{16,32}$/),
});

export type SessionProof = z.infer<typeof sessionProof>;

export function agentTranscript(
  nonces: SessionNonces,
  proof: Pick<SessionProof, 'publicKey' | 'epoch' | 'ticket' | 'machineId'>,
): Uint8Array<ArrayBuffer> {
  const { publicKey, epoch, ticket, machineId } = proof;
  return transcript('opsbro agent v2', [
    ...nonceParts(nonces),
    publicKey,
    epoch,
    ticket,
    machineId,
  ]);
}

export interface SessionOpened {
  readonly nodeId: string;
  /** The server's clock, to measure the skew. */
  readonly serverTimeMs: number;
  /** `pending`: somebody has to approve the node first; nothing is taken until then. */
  readonly admission: 'active' | 'pending';
  /** To be stored, then confirmed, and shown at the next session; empty while pending. */
  readonly ticket: Uint8Array<ArrayBuffer>;
  /** An admin asked this node for a new key. */
  readonly isKeyAsked: boolean;
  /** Of the epochs that the server knows of this node, the reports that it has, as closed ranges. */
  readonly received: readonly ReceivedRange[];
}

export interface ReceivedRange {
  readonly epoch: string;
  readonly first: number;
  readonly last: number;
}

/** Says that the ticket of this session is on the agent's disk. */
export const ticketConfirmation = z.strictObject({ ticket: bytes(TICKET_BYTES) });

export type TicketConfirmation = z.infer<typeof ticketConfirmation>;

/** A new key of the same node, proven by both; in a session that the old one opened. */
export const newKeyProof = z.strictObject({
  publicKey: bytes(32),
  /** By the old key and by the new, over `agentKeyTranscript`. */
  oldSignature: bytes(64),
  newSignature: bytes(64),
});

export type NewKeyProof = z.infer<typeof newKeyProof>;

export function agentKeyTranscript(
  nonces: SessionNonces,
  oldPublicKey: Uint8Array,
  newPublicKey: Uint8Array,
): Uint8Array<ArrayBuffer> {
  return transcript('opsbro agent-key v2', [...nonceParts(nonces), oldPublicKey, newPublicKey]);
}
