import { tracked } from '@trpc/server';
import { z } from 'zod';
import { groupName } from '@/common/domain/desired-state';
import { nodeQuery } from '@/common/domain/node-query';
import { machineText } from '@/common/domain/text';
import { operatorProcedure, provenAdminProcedure, router, viewerProcedure } from '../trpc/init';

const nodeId = machineText(64, 1);
const displayName = z
  .string()
  .trim()
  .max(128)
  .regex(/^\P{Cc}*$/u, 'A display name is one line of text.');
const collectorName = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/);

export const nodeRouter = router({
  list: viewerProcedure.input(nodeQuery).query(({ ctx, input }) => ctx.services.nodes.list(input)),

  /** Every node as a cell of the fleet, at most 2,000, and the numbers above it. */
  overview: viewerProcedure.query(({ ctx }) => ctx.services.nodes.overview()),

  find: viewerProcedure
    .input(z.strictObject({ nodeId }))
    .query(({ ctx, input }) => ctx.services.nodes.find(input.nodeId)),

  /** What people say of a node; it goes down to the agent, which confirms it. */
  edit: operatorProcedure
    .input(
      z.strictObject({
        nodeId,
        displayName,
        groups: z.array(groupName).max(64),
        collectorIntervalsMs: z.record(collectorName, z.number().int().min(1_000).max(86_400_000)),
      }),
    )
    .mutation(({ ctx, input }) => ctx.services.nodes.edit(input, ctx.actor)),

  /** Deletes a node and everything that is known of it. */
  remove: provenAdminProcedure
    .input(z.strictObject({ nodeId }))
    .mutation(({ ctx, input }) => ctx.services.admission.remove(input.nodeId, ctx.actor)),

  /** Rows as they change, of the given nodes or of all, at most one of each node a second. */
  watch: viewerProcedure
    .input(
      z.strictObject({
        nodeIds: z.array(nodeId).max(200).optional(),
        lastEventId: z.string().nullish(),
      }),
    )
    .subscription(async function* ({ ctx, input, signal }) {
      for await (const row of ctx.services.nodes.watch(input.nodeIds, signal)) {
        yield tracked(`${row.id}@${row.lastReportMs ?? 0}`, row);
      }
    }),
});
