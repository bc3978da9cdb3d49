import { tracked } from '@trpc/server';
import { z } from 'zod';
import { rangeQuery, seriesSelector } from '@/common/domain/range';
import { machineText } from '@/common/domain/text';
import { router, viewerProcedure } from '../trpc/init';

const nodeId = machineText(64, 1);

export const metricRouter = router({
  /** Series over a stretch of time, in as many buckets as a chart has room for. */
  range: viewerProcedure
    .input(rangeQuery)
    .query(({ ctx, input }) => ctx.services.metrics.range(input)),

  /** Every series of a node with its last sample. */
  rows: viewerProcedure
    .input(z.strictObject({ nodeId }))
    .query(({ ctx, input }) => ctx.services.metrics.rows(input.nodeId)),

  /** Samples as they arrive. */
  watch: viewerProcedure
    .input(
      z.strictObject({
        nodeId,
        select: z.array(seriesSelector).min(1).max(64),
        lastEventId: z.string().nullish(),
      }),
    )
    .subscription(async function* ({ ctx, input, signal }) {
      const arriving = ctx.services.metrics.watch(input.nodeId, input.select, signal);
      for await (const samples of arriving) yield tracked(String(samples.atMs), samples);
    }),
});
