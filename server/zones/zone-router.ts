import { z } from 'zod';
import { memberId, zoneName } from '@/common/domain/member';
import { zoneEdit } from '@/common/domain/zone';
import { provenAdminProcedure, router, viewerProcedure } from '../trpc/init';

const named = z.strictObject({ name: zoneName });

export const zoneRouter = router({
  /** All zones with their nodes counted, and how far a change of keys is; no keys. */
  list: viewerProcedure.query(({ ctx }) => ctx.services.zones.list()),

  create: provenAdminProcedure
    .input(zoneEdit)
    .mutation(({ ctx, input }) => ctx.services.zones.create(input, ctx.actor)),

  /** What it is for, and which zone it stands in; the name stays. */
  edit: provenAdminProcedure
    .input(zoneEdit)
    .mutation(({ ctx, input }) => ctx.services.zones.edit(input, ctx.actor)),

  remove: provenAdminProcedure
    .input(named)
    .mutation(({ ctx, input }) => ctx.services.zones.remove(input.name, ctx.actor)),

  /** Gives the agents of a zone a key, so that they gossip with one another, or takes it away. */
  switchGossip: provenAdminProcedure
    .input(named.extend({ isOn: z.boolean() }))
    .mutation(({ ctx, input }) =>
      ctx.services.zones.switchGossip(input.name, input.isOn, ctx.actor),
    ),

  /** A new key: given to all, then used by all, then the old one is retired; each when all confirmed. */
  rotateKey: provenAdminProcedure
    .input(named)
    .mutation(({ ctx, input }) => ctx.services.zones.rotateKey(input.name, ctx.actor)),

  /** Goes on with that without those who have not confirmed. */
  forceKey: provenAdminProcedure
    .input(named)
    .mutation(({ ctx, input }) => ctx.services.zones.forceKey(input.name, ctx.actor)),

  /** Moves a node into another zone; its agent gets the keys of that one instead. */
  moveNode: provenAdminProcedure
    .input(z.strictObject({ nodeId: memberId, zone: zoneName }))
    .mutation(({ ctx, input }) => ctx.services.zones.moveNode(input.nodeId, input.zone, ctx.actor)),
});
