import { TRPCError } from '@trpc/server';
import { AppError } from '@/common/errors';
import { asTrpcError } from './error-codes';

/** Several times what a page of ours has open. */
const SUBSCRIPTIONS_MAX = 256;

/**
 * A subscription that counts among those of its socket from its first turn to its end.
 * @throws {TRPCError} of an AppError BUSY, when there are too many already
 */
export async function* counted(
  values: AsyncIterable<unknown>,
  subscriptions: { open: number },
): AsyncGenerator<unknown> {
  if (subscriptions.open >= SUBSCRIPTIONS_MAX) {
    const message = `This connection has ${SUBSCRIPTIONS_MAX} subscriptions open, which is all that it may have: stop some of them first.`;
    const cause = new AppError('BUSY', message);
    throw asTrpcError(new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause }));
  }
  subscriptions.open += 1;
  try {
    yield* values;
  } finally {
    subscriptions.open -= 1;
  }
}

export function isIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
