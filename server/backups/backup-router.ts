import { z } from 'zod';
import { adminProcedure, router } from '../trpc/init';

export const backupRouter = router({
  /** Newest first, with what their test restores said. */
  list: adminProcedure.query(({ ctx }) => ctx.services.backups.list()),

  state: adminProcedure.query(({ ctx }) => ctx.services.backups.state()),

  /** Answers when nothing is under way any more, the test restore included. */
  settled: adminProcedure.query(async ({ ctx }) => {
    await ctx.services.backups.settled();
    return ctx.services.backups.list();
  }),

  /** Answers when it is written; a test restore follows, and `list` tells how it went. */
  create: adminProcedure
    .input(z.strictObject({ withKeys: z.boolean().default(true) }).optional())
    .mutation(({ ctx, input }) =>
      ctx.services.backups.create(ctx.actor, {
        kind: 'manual',
        withKeys: input?.withKeys ?? true,
      }),
    ),
});
