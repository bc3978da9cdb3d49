import { z } from 'zod';
import { machineText } from '@/common/domain/text';
import { router, viewerProcedure } from '../trpc/init';

const role = machineText(200, 1);
const page = z.number().int().min(0).max(100_000).default(0);

export const roleRouter = router({
  /** Every role with how many nodes it passes and fails on; what fails comes first. */
  list: viewerProcedure.query(({ ctx }) => ctx.services.roles.list()),

  /** How a role is defined, and how it does on each node that plays it. */
  get: viewerProcedure
    .input(z.strictObject({ role, page }))
    .query(({ ctx, input }) => ctx.services.roles.get(input.role, input.page)),

  /** Why a role does as it does on a node, told by that node now. */
  explain: viewerProcedure
    .input(z.strictObject({ nodeId: machineText(64, 1), role }))
    .query(({ ctx, input }) => ctx.services.roles.explain(input.nodeId, input.role)),
});
