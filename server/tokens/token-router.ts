import { newToken, tokenQuery, tokenTarget } from '@/common/domain/api-token';
import { provenViewerProcedure, router, viewerProcedure } from '../trpc/init';

export const tokenRouter = router({
  list: viewerProcedure
    .input(tokenQuery)
    .query(({ ctx, input }) => ctx.services.tokens.list(ctx.actor, input)),

  /** What a token can be allowed to do. */
  scopes: viewerProcedure.query(({ ctx }) => ctx.services.tokens.scopes()),

  /** The token is in the answer and nowhere else. */
  create: provenViewerProcedure
    .input(newToken)
    .mutation(({ ctx, input }) => ctx.services.tokens.create(ctx.actor, input)),

  revoke: viewerProcedure
    .input(tokenTarget)
    .mutation(({ ctx, input }) => ctx.services.tokens.revoke(ctx.actor, input.tokenId)),
});
