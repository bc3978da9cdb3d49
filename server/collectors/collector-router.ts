import { z } from 'zod';
import { machineText } from '@/common/domain/text';
import { operatorProcedure, router, viewerProcedure } from '../trpc/init';

const nodeId = machineText(64, 1);

export const collectorRouter = router({
  /** The collectors of a node with their state and facts. */
  list: viewerProcedure
    .input(z.strictObject({ nodeId }))
    .query(({ ctx, input }) => ctx.services.collectors.list(input.nodeId)),

  /** Runs a collector now that would run anyway. */
  run: operatorProcedure
    .input(z.strictObject({ nodeId, collector: machineText(64, 1) }))
    .mutation(({ ctx, input }) => ctx.services.collectors.run(input.nodeId, input.collector)),

  /** A collector again whenever its state or its facts change. */
  watch: viewerProcedure
    .input(z.strictObject({ nodeId }))
    .subscription(({ ctx, input, signal }) => ctx.services.collectors.watch(input.nodeId, signal)),
});
