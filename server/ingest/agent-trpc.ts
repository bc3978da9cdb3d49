import { initTRPC } from '@trpc/server';
import { AppError } from '@/common/errors';
import { asTrpcError } from '../trpc/error-codes';
import type { AgentConnection } from './agent-connection';

/** What a socket carries through its procedures; make one with `createAgentContext` for each. */
export interface AgentContext {
  readonly connection: AgentConnection;
  readonly session: { opened: boolean };
}

export function createAgentContext(connection: AgentConnection): AgentContext {
  return { connection, session: { opened: false } };
}

const MESSAGE_LENGTH_MAX = 500;

/**
 * tRPC as agents speak it: no transformer, frames by `common/protocol/wire.ts`. What is told to an
 * agent is an expected failure's own sentence, or nothing but that something failed.
 */
const t = initTRPC.context<AgentContext>().create({
  isDev: false,
  errorFormatter({ shape, error }) {
    const internal = shape.data.code === 'INTERNAL_SERVER_ERROR';
    return {
      ...shape,
      message: internal ? 'The server failed.' : shape.message.slice(0, MESSAGE_LENGTH_MAX),
      data: {
        ...shape.data,
        appCode: AppError.is(error.cause) ? error.cause.code : null,
        retryAfterMs: AppError.is(error.cause) ? (error.cause.retryAfterMs ?? null) : null,
      },
    };
  },
});

export const agentRouterOf = t.router;

/** Open to whoever connects: all that it may lead to is a proof. */
export const strangerProcedure = t.procedure.use(async ({ next }) => {
  const result = await next();
  if (!result.ok) throw asTrpcError(result.error);
  return result;
});

/** For an agent that has proven who it is. */
export const agentProcedure = strangerProcedure.use(({ ctx, next }) => {
  if (!ctx.session.opened) {
    throw new AppError('FORBIDDEN', 'Open a session first: sign the challenge and call "open".');
  }
  return next();
});
