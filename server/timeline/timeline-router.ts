import { tracked } from '@trpc/server';
import { z } from 'zod';
import { machineText } from '@/common/domain/text';
import { router, viewerProcedure } from '../trpc/init';

const nodeId = machineText(64, 1);

export const timelineRouter = router({
  /** Newest first; `before` is the id of the last entry that is shown already. */
  list: viewerProcedure
    .input(
      z.strictObject({
        nodeId: nodeId.optional(),
        /** What happened in the cluster alone: joins, deaths, leaves. */
        about: z.literal('cluster').optional(),
        before: z
          .string()
          .regex(/^\d{1,18}$/)
          .optional(),
        limit: z.number().int().min(1).max(200).default(50),
      }),
    )
    .query(({ ctx, input }) => ctx.services.timeline.list(input)),

  /** Entries as they come in; resumes after the last one that the page has. */
  watch: viewerProcedure
    .input(z.strictObject({ nodeId: nodeId.optional(), lastEventId: z.string().nullish() }))
    .subscription(async function* ({ ctx, input, signal }) {
      const entries = ctx.services.timeline.watch(input.nodeId, input.lastEventId ?? null, signal);
      for await (const entry of entries) yield tracked(entry.id, entry);
    }),
});
