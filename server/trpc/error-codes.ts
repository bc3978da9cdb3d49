import { TRPCError } from '@trpc/server';
import { AppError, type ErrorCode } from '@/common/errors';

/** How each expected failure is called on the wire; a new `ErrorCode` does not compile without one. */
const TRPC_CODE = {
  NOT_FOUND: 'NOT_FOUND',
  CONFLICT: 'CONFLICT',
  FORBIDDEN: 'FORBIDDEN',
  UNAUTHENTICATED: 'UNAUTHORIZED',
  INVALID: 'BAD_REQUEST',
  UNREACHABLE: 'BAD_GATEWAY',
  BUSY: 'SERVICE_UNAVAILABLE',
  TOO_MANY: 'TOO_MANY_REQUESTS',
} as const satisfies Record<ErrorCode, TRPCError['code']>;

/** Expected failures get their own code; whatever else was thrown stays as it is: a bug. */
export function asTrpcError(error: TRPCError): TRPCError {
  const { cause } = error;
  if (!AppError.is(cause)) return error;
  return new TRPCError({ code: TRPC_CODE[cause.code], message: cause.message, cause });
}
