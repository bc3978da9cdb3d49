import { z } from 'zod';
import { machineText } from '@/common/domain/text';
import { GROUP_SET_LIMITS } from '@/common/group-set/group-set';
import { router, viewerProcedure } from '../trpc/init';

const group = machineText(128, 1);
const page = z.number().int().min(0).max(100_000).default(0);

export const groupRouter = router({
  /** Every group with how many nodes are in it, and why. */
  list: viewerProcedure.query(({ ctx }) => ctx.services.groups.list()),

  /** Names alone, for whoever types one. */
  names: viewerProcedure.query(({ ctx }) => ctx.services.groups.names()),

  /** Who is in a group for which reasons, the detectors behind it, who came and who left. */
  get: viewerProcedure
    .input(z.strictObject({ group, page }))
    .query(({ ctx, input }) => ctx.services.groups.get(input.group, input.page)),

  /** How many nodes an expression such as `debian & !db` means, and the first few. */
  count: viewerProcedure
    .input(z.strictObject({ expression: machineText(GROUP_SET_LIMITS.length, 1) }))
    .query(({ ctx, input }) => ctx.services.groups.count(input.expression)),

  /** The nodes whose groups, detectors or roles changed, of those given or of all. */
  watch: viewerProcedure
    .input(z.strictObject({ nodeIds: z.array(machineText(64, 1)).max(200).optional() }))
    .subscription(({ ctx, input, signal }) => ctx.services.groups.watch(input.nodeIds, signal)),

  /** Why a detector of a node gives what it gives, told by that node now. */
  explain: viewerProcedure
    .input(z.strictObject({ nodeId: machineText(64, 1), detector: machineText(200, 1) }))
    .query(({ ctx, input }) => ctx.services.groups.explain(input.nodeId, input.detector)),
});
