import { tracked } from '@trpc/server';
import { z } from 'zod';
import { newEnrolmentToken } from '@/common/domain/enrolment';
import { machineText } from '@/common/domain/text';
import {
  adminProcedure,
  operatorProcedure,
  provenAdminProcedure,
  router,
  viewerProcedure,
} from '../trpc/init';

const nodeId = machineText(64, 1);
const tokenId = z.string().regex(/^[a-z2-7]{8,32}$/);
const keyId = z.string().regex(/^[\w-]{22}$/);

export const enrolmentRouter = router({
  tokens: operatorProcedure.query(({ ctx }) => ctx.services.enrolment.tokens()),

  /** The join string is shown in this answer, once. */
  create: adminProcedure
    .input(newEnrolmentToken)
    .mutation(({ ctx, input }) => ctx.services.enrolment.create(input, ctx.actor)),

  revokeToken: adminProcedure
    .input(z.strictObject({ tokenId }))
    .mutation(({ ctx, input }) => ctx.services.enrolment.revokeToken(input.tokenId, ctx.actor)),

  waiting: viewerProcedure.query(({ ctx }) => ctx.services.admission.waiting()),

  approve: adminProcedure
    .input(z.strictObject({ nodeId }))
    .mutation(({ ctx, input }) => ctx.services.admission.approve(input.nodeId, ctx.actor)),

  refuse: adminProcedure
    .input(z.strictObject({ nodeId }))
    .mutation(({ ctx, input }) => ctx.services.admission.refuse(input.nodeId, ctx.actor)),

  /** Which of the machines that show the same identity keeps it. */
  settle: provenAdminProcedure
    .input(z.strictObject({ nodeId, claimant: z.string().regex(/^[0-9a-f]{16}$/) }))
    .mutation(({ ctx, input }) =>
      ctx.services.admission.settle(input.nodeId, input.claimant, ctx.actor),
    ),

  revokeNode: provenAdminProcedure
    .input(z.strictObject({ nodeId }))
    .mutation(({ ctx, input }) => ctx.services.admission.revoke(input.nodeId, ctx.actor)),

  askNewKey: provenAdminProcedure
    .input(z.strictObject({ nodeId }))
    .mutation(({ ctx, input }) => ctx.services.admission.askNewKey(input.nodeId, ctx.actor)),

  keys: viewerProcedure.query(({ ctx }) => ctx.services.enrolment.keys()),

  rotateServerKey: provenAdminProcedure.mutation(({ ctx }) =>
    ctx.services.enrolment.rotateServerKey(ctx.actor),
  ),

  retireServerKey: provenAdminProcedure
    .input(z.strictObject({ keyId }))
    .mutation(({ ctx, input }) => ctx.services.enrolment.retireServerKey(input.keyId, ctx.actor)),

  /**
   * Who comes to the door from now on and what becomes of it; of one token (then it begins with
   * those who came with it already), of one node, or of all.
   */
  watch: viewerProcedure
    .input(
      z
        .strictObject({
          tokenId: tokenId.optional(),
          nodeId: nodeId.optional(),
          lastEventId: z.string().nullish(),
        })
        .optional(),
    )
    .subscription(async function* ({ ctx, input, signal }) {
      for await (const news of ctx.services.enrolment.watch(input ?? {}, signal)) {
        yield tracked(`${news.nodeId}@${news.kind}`, news);
      }
    }),
});
