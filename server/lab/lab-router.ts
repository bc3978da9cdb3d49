import { z } from 'zod';
import { machineText } from '@/common/domain/text';
import { router, viewerProcedure } from '../trpc/init';

const nodeId = machineText(64, 1);
const pack = machineText(64).default('');

export const labRouter = router({
  /**
   * For viewers too: on behalf of the server an agent evaluates without files, environment and
   * network, so that an expression sees what the pages of the node show anyway.
   */
  evaluate: viewerProcedure
    .input(z.strictObject({ nodeId, expression: machineText(4_096, 1), pack }))
    .mutation(({ ctx, input }) => ctx.services.lab.evaluate(input, ctx.user.id)),

  functions: viewerProcedure
    .input(z.strictObject({ nodeId }))
    .query(({ ctx, input }) => ctx.services.lab.functions(input.nodeId)),

  complete: viewerProcedure
    .input(z.strictObject({ nodeId, text: machineText(200), pack }))
    .query(({ ctx, input }) => ctx.services.lab.complete(input.nodeId, input.text, input.pack)),
});
