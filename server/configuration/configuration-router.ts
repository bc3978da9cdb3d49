import { z } from 'zod';
import { machineText } from '@/common/domain/text';
import { router, viewerProcedure } from '../trpc/init';

const ofNode = z.strictObject({ nodeId: machineText(64, 1) });

export const configurationRouter = router({
  /** Packs in force with their parameters, faults of files, groups and why. */
  onNode: viewerProcedure
    .input(ofNode)
    .query(({ ctx, input }) => ctx.services.configuration.onNode(input.nodeId)),
});
