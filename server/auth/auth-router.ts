import { linkAnswer, linkQuestion } from '@/common/domain/account';
import { setUpRequest } from '@/common/domain/user';
import { publicProcedure, router } from '../trpc/init';

export const authRouter = router({
  /** Who asks; null when not signed in. */
  me: publicProcedure.query(({ ctx }) => ctx.actor?.user ?? null),

  /** By what one can sign in here. */
  methods: publicProcedure.query(({ ctx }) => ctx.services.auth.methods()),

  /** Whether the first account is still to be made. */
  setUpState: publicProcedure.query(({ ctx }) => ctx.services.setUp.state()),

  /** Makes the first account. Signing in is a request of its own, to `/api/auth/sign-in/email`. */
  setUp: publicProcedure
    .input(setUpRequest)
    .mutation(({ ctx, input }) => ctx.services.setUp.createFirstAdmin(input, ctx.address)),

  /** Whom an invite or a reset link is for; null for a code that is wrong, used or expired. */
  inviteState: publicProcedure
    .input(linkQuestion)
    .query(({ ctx, input }) => ctx.services.invites.state(input.code)),

  /** Sets the password that the link is for. Signing in is a request of its own. */
  acceptInvite: publicProcedure
    .input(linkAnswer)
    .mutation(({ ctx, input }) => ctx.services.invites.accept(ctx.address, input)),
});
