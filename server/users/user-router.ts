import { invitation, userEdit, userTarget } from '@/common/domain/account';
import { adminProcedure, provenAdminProcedure, router } from '../trpc/init';

export const userRouter = router({
  list: adminProcedure.query(({ ctx }) => ctx.services.users.list()),

  /** Makes an account without a password, and the link with which its owner chooses one. */
  invite: provenAdminProcedure
    .input(invitation)
    .mutation(({ ctx, input }) => ctx.services.users.invite(ctx.actor, input)),

  edit: provenAdminProcedure
    .input(userEdit)
    .mutation(({ ctx, input }) => ctx.services.users.edit(ctx.actor, input)),

  /** A link with which somebody chooses a new password; the old one is good until then. */
  resetLink: provenAdminProcedure
    .input(userTarget)
    .mutation(({ ctx, input }) => ctx.services.users.resetLink(ctx.actor, input.userId)),

  endSessions: adminProcedure
    .input(userTarget)
    .mutation(({ ctx, input }) => ctx.services.users.endSessions(ctx.actor, input.userId)),

  resetTwoFactor: provenAdminProcedure
    .input(userTarget)
    .mutation(({ ctx, input }) => ctx.services.users.resetTwoFactor(ctx.actor, input.userId)),

  /** Forgets the tries that locked somebody out. */
  unlock: adminProcedure
    .input(userTarget)
    .mutation(({ ctx, input }) => ctx.services.users.unlock(ctx.actor, input.userId)),

  remove: provenAdminProcedure
    .input(userTarget)
    .mutation(({ ctx, input }) => ctx.services.users.remove(ctx.actor, input.userId)),
});
