import { z } from 'zod';
import { machineText } from '@/common/domain/text';
import { router, viewerProcedure } from '../trpc/init';

const nodeId = machineText(64, 1);

export const collectorRouter = router({
  /** The collectors of a node with their state and facts. */
  list: viewerProcedure
    .input(z.strictObject({ nodeId }))
    .query(({ ctx, input }) => ctx.services.collectors.list(input.nodeId)),

  /** A collector again whenever its state or its facts change. */
  watch: viewerProcedure
    .input(z.strictObject({ nodeId }))
    .subscription(({ ctx, input, signal }) => ctx.services.collectors.watch(input.nodeId, signal)),
});
