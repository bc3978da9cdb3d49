import { accountName, identityProof, sessionTarget } from '@/common/domain/account';
import { router, viewerProcedure } from '../trpc/init';

/** One's own account. What sets cookies is HTTP, under `/api/auth/`. */
export const accountRouter = router({
  show: viewerProcedure.query(({ ctx }) => ctx.services.account.show(ctx.actor)),

  sessions: viewerProcedure.query(({ ctx }) => ctx.services.account.sessions(ctx.actor)),

  endSession: viewerProcedure
    .input(sessionTarget)
    .mutation(({ ctx, input }) => ctx.services.account.endSession(ctx.actor, input.sessionId)),

  endOtherSessions: viewerProcedure.mutation(({ ctx }) =>
    ctx.services.account.endOtherSessions(ctx.actor),
  ),

  rename: viewerProcedure
    .input(accountName)
    .mutation(({ ctx, input }) => ctx.services.account.rename(ctx.actor, input.name)),

  /** Gives the password once more, as is asked before dangerous actions. */
  prove: viewerProcedure
    .input(identityProof)
    .mutation(({ ctx, input }) => ctx.services.account.prove(ctx.actor, input)),
});
