import { router, viewerProcedure } from '../trpc/init';

export const healthRouter = router({
  server: viewerProcedure.query(({ ctx }) => ctx.services.health.server()),
});
