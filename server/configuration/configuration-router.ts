import { z } from 'zod';
import { machineText } from '@/common/domain/text';
import { router, viewerProcedure } from '../trpc/init';

const ofNode = z.strictObject({ nodeId: machineText(64, 1) });

export const configurationRouter = router({
  /** Every pack that some node has. */
  packs: viewerProcedure.query(({ ctx }) => ctx.services.configuration.packs()),

  /** A pack over all nodes: its forms, its parameters in force, what is wrong with its files. */
  pack: viewerProcedure
    .input(z.strictObject({ pack: machineText(64, 1) }))
    .query(({ ctx, input }) => ctx.services.configuration.pack(input.pack)),

  /** Packs in force with their parameters, faults of files, groups and why. */
  onNode: viewerProcedure
    .input(ofNode)
    .query(({ ctx, input }) => ctx.services.configuration.onNode(input.nodeId)),
});
