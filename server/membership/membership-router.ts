import { z } from 'zod';
import { zoneName } from '@/common/domain/member';
import { machineText } from '@/common/domain/text';
import { router, viewerProcedure } from '../trpc/init';

const nodeId = machineText(64, 1);
const ofNode = z.strictObject({ nodeId });

export const membershipRouter = router({
  /** Zones, relays, nodes and how far they are from one another. */
  topology: viewerProcedure.query(({ ctx }) => ctx.services.membership.topology()),

  /** Why a node is taken to be as it is: who holds it for gone, by which probes; who reaches it. */
  evidence: viewerProcedure
    .input(ofNode)
    .query(({ ctx, input }) => ctx.services.membership.evidence(input.nodeId)),

  /** The agent's own list, asked for now. */
  list: viewerProcedure
    .input(ofNode)
    .query(({ ctx, input }) => ctx.services.membership.list(input.nodeId)),

  /** Whether the agents of a zone see the same, and of whom they do not. */
  partition: viewerProcedure
    .input(z.strictObject({ zone: zoneName }))
    .query(({ ctx, input }) => ctx.services.membership.partition(input.zone)),

  /** What happened to members, newest first; `before` is the last that is shown already. */
  history: viewerProcedure
    .input(
      z.strictObject({
        nodeId: nodeId.optional(),
        before: z
          .string()
          .regex(/^\d{1,18}$/)
          .optional(),
        limit: z.number().int().min(1).max(200).default(50),
      }),
    )
    .query(({ ctx, input }) => ctx.services.membership.history(input)),

  /** Ids of nodes that told something of the cluster; who shows it asks again. */
  watch: viewerProcedure
    .input(z.strictObject({ nodeIds: z.array(nodeId).max(200).optional() }))
    .subscription(({ ctx, input, signal }) => ctx.services.membership.watch(input.nodeIds, signal)),
});
