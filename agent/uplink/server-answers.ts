import { z } from 'zod';
import { AppError } from '@/common/errors';
import { type Challenge, SERVER_KEYS_MAX } from '@/common/protocol/session';
import { TICKET_BYTES } from '@/common/protocol/ticket';
import { PROTOCOL_MIN } from '@/common/protocol/version';

/** What the server answers, as far as an agent looks at it; more may be said by a newer one. */

const bytes = (...lengths: readonly number[]) =>
  z
    .instanceof(Uint8Array)
    .refine(({ length }) => lengths.includes(length), `expected ${lengths.join(' or ')} bytes`);

const protocolAnswer = z.object({ protocol: z.number().int() });

const challengeAnswer = z.object({
  protocol: z.number().int(),
  nonce: bytes(32),
  serverTimeMs: z.number(),
  keyId: z.string().max(32),
  keys: z
    .array(
      z.object({
        publicKey: bytes(32),
        endorsement: bytes(0, 64),
        endorsedBy: z.string().max(32),
        isRetired: z.boolean(),
      }),
    )
    .max(SERVER_KEYS_MAX),
  signature: bytes(64),
});

/**
 * The protocol is looked at first: a server of an older one says the rest in another form.
 * @throws {AppError} INVALID for a protocol that this agent no longer speaks
 */
export function parseChallenge(said: unknown): Challenge {
  const { protocol } = protocolAnswer.parse(said);
  if (protocol >= PROTOCOL_MIN) return challengeAnswer.parse(said);
  throw new AppError(
    'INVALID',
    `The server speaks protocol ${protocol}, this agent needs at least ${PROTOCOL_MIN}; update the server.`,
  );
}

export const openedAnswer = z.object({
  nodeId: z.string().max(64),
  serverTimeMs: z.number(),
  admission: z.enum(['active', 'pending']),
  ticket: bytes(0, TICKET_BYTES),
  isKeyAsked: z.boolean(),
  received: z.array(
    z.object({
      epoch: z.string(),
      first: z.number().int(),
      last: z.number().int(),
    }),
  ),
});

export const enrolledAnswer = z.object({
  nodeId: z.string().max(64),
  admission: z.enum(['active', 'pending']),
});

export const acknowledgementAnswer = z.object({ epoch: z.string(), sequence: z.number().int() });
