import { setUpRequest } from '@/common/domain/user';
import { publicProcedure, router } from '../trpc/init';

export const authRouter = router({
  /** Who asks; null when not signed in. */
  me: publicProcedure.query(({ ctx }) => ctx.actor?.user ?? null),

  /** Whether the first account is still to be made. */
  setUpState: publicProcedure.query(({ ctx }) => ctx.services.setUp.state()),

  /** Makes the first account. Signing in is a request of its own, to `/api/auth/sign-in/email`. */
  setUp: publicProcedure
    .input(setUpRequest)
    .mutation(({ ctx, input }) => ctx.services.setUp.createFirstAdmin(input)),
});
