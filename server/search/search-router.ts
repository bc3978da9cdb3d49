import { searchQuery } from '@/common/domain/search';
import { router, viewerProcedure } from '../trpc/init';

export const searchRouter = router({
  /** Nodes, checks, groups, roles and packs by a part of their names. */
  find: viewerProcedure
    .input(searchQuery)
    .query(({ ctx, input }) => ctx.services.search.find(input)),
});
