import { initTRPC } from '@trpc/server';
import { z } from 'zod';
import { AppError } from '@/common/errors';
import { authorise, type Policy, reasonOf } from '../auth/policy';
import type { Context } from './context';
import { counted, isIterable } from './counted-subscription';
import { asTrpcError } from './error-codes';
import { inputFaults } from './input-faults';
import { transformer } from './transformer';

/** Of each procedure; the policy is enforced by the builder that declares it. */
export interface Meta {
  readonly policy: Policy;
}

const trpc = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    transformer,
    // A stack is for the log. What is no AppError is a bug, and its words may hold a secret.
    errorFormatter({ shape, error }) {
      const { stack: _stack, ...data } = shape.data;
      const told = AppError.is(error.cause) || error.code !== 'INTERNAL_SERVER_ERROR';
      const message = told ? messageFor(error.cause, shape.message) : 'Internal error';
      return { ...shape, message, data: { ...data, reason: reasonOf(error.cause) } };
    },
  });

/** tRPC writes what zod finds as JSON, which is for nobody who reads it on a terminal or a page. */
function messageFor(cause: unknown, message: string): string {
  return cause instanceof z.ZodError ? inputFaults(cause) : message;
}

/** The only place where our errors become the wire's; services never import tRPC. */
const translateErrors = trpc.middleware(async ({ next }) => {
  const result = await next();
  if (!result.ok) throw asTrpcError(result.error);
  return result;
});

/** Each subscription of a socket holds a mailbox of its own for as long as it is open. */
const countSubscriptions = trpc.middleware(async ({ ctx, next }) => {
  const result = await next();
  if (!result.ok || ctx.subscriptions === undefined || !isIterable(result.data)) return result;
  return { ...result, data: counted(result.data, ctx.subscriptions) };
});

export const { router, createCallerFactory } = trpc;

/** For those who have not signed in: the state of the set-up, who am I. */
export const publicProcedure = trpc.procedure
  .use(translateErrors)
  .use(countSubscriptions)
  .meta({ policy: { role: 'anyone' } });

/** For a policy that none of those below has. */
export function procedureFor(policy: Policy) {
  return publicProcedure.meta({ policy }).use(({ ctx, path, type, next }) => {
    const nowMs = ctx.services.clock.wallMs();
    const actor = authorise(policy, ctx.actor, { path, type }, nowMs);
    return next({ ctx: { actor, user: actor.user } });
  });
}

export const viewerProcedure = procedureFor({ role: 'viewer' });
export const operatorProcedure = procedureFor({ role: 'operator' });
export const adminProcedure = procedureFor({ role: 'admin' });

/** Dangerous: the password must have been given within the last five minutes. */
export const provenViewerProcedure = procedureFor({ role: 'viewer', proven: true });
export const provenAdminProcedure = procedureFor({ role: 'admin', proven: true });
