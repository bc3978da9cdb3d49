import { z } from 'zod';

/** What the server answers, as far as an agent looks at it; more may be said by a newer one. */

export const challengeAnswer = z.object({
  protocol: z.number().int(),
  nonce: z.instanceof(Uint8Array).refine(({ length }) => length === 32, 'expected 32 bytes'),
  serverTimeMs: z.number(),
});

export const openedAnswer = z.object({
  nodeId: z.string(),
  serverTimeMs: z.number(),
  received: z.array(
    z.object({
      epoch: z.string(),
      first: z.number().int(),
      last: z.number().int(),
    }),
  ),
});

export const acknowledgementAnswer = z.object({ epoch: z.string(), sequence: z.number().int() });
