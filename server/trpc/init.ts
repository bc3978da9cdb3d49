import { initTRPC } from '@trpc/server';
import superjson from 'superjson';
import { mayActAs, type Role } from '@/common/domain/user';
import { AppError } from '@/common/errors';
import type { Context } from './context';
import { asTrpcError } from './error-codes';

const trpc = initTRPC.context<Context>().create({
  transformer: superjson,
  // A stack is for the log. What is no AppError is a bug, and its words may hold a secret.
  errorFormatter({ shape, error }) {
    const { stack: _stack, ...data } = shape.data;
    const told = AppError.is(error.cause) || error.code !== 'INTERNAL_SERVER_ERROR';
    return { ...shape, message: told ? shape.message : 'Internal error', data };
  },
});

/** The only place where our errors become the wire's; services never import tRPC. */
const translateErrors = trpc.middleware(async ({ next }) => {
  const result = await next();
  if (!result.ok) throw asTrpcError(result.error);
  return result;
});

export const { router, createCallerFactory } = trpc;

/** For those who have not signed in: the state of the set-up, who am I. */
export const publicProcedure = trpc.procedure.use(translateErrors);

function procedureFor(role: Role) {
  return publicProcedure.use(({ ctx, next }) => {
    const { user } = ctx;
    if (user === undefined) throw new AppError('UNAUTHENTICATED', 'Sign in first.');
    if (!mayActAs(user, role)) {
      throw new AppError('FORBIDDEN', `This needs the role ${role}; yours is ${user.role}.`);
    }
    return next({ ctx: { user } });
  });
}

export const viewerProcedure = procedureFor('viewer');
export const operatorProcedure = procedureFor('operator');
