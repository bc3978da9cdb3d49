import { z } from 'zod';
import type { DesiredState } from '@/common/domain/desired-state';
import { enrolmentRequest } from '@/common/protocol/enrolment';
import { type AskedQuestion, questionAnswer } from '@/common/protocol/question';
import { announcement, report } from '@/common/protocol/report';
import {
  challengeRequest,
  newKeyProof,
  sessionProof,
  ticketConfirmation,
} from '@/common/protocol/session';
import { gossipSelf, type ZoneOrders, zonesTaken } from '@/common/protocol/zone-orders';
import { agentProcedure, agentRouterOf, strangerProcedure } from './agent-trpc';

/** Everything that an agent may ask of the server, in the order of a session. */
export const agentRouter = agentRouterOf({
  challenge: strangerProcedure
    .input(challengeRequest.optional())
    .query(({ ctx, input }) => ctx.connection.challenge(input)),

  enrol: strangerProcedure
    .input(enrolmentRequest)
    .mutation(({ ctx, input }) => ctx.connection.enrol(input)),

  open: strangerProcedure.input(sessionProof).mutation(async ({ ctx, input }) => {
    const opened = await ctx.connection.open(input);
    ctx.session.opened = opened.admission === 'active';
    return opened;
  }),

  confirm: agentProcedure
    .input(ticketConfirmation)
    .mutation(({ ctx, input }) => ctx.connection.confirm(input.ticket)),

  changeKey: agentProcedure
    .input(newKeyProof)
    .mutation(({ ctx, input }) => ctx.connection.changeKey(input)),

  announce: agentProcedure
    .input(announcement)
    .mutation(({ ctx, input }) => ctx.connection.announce(input)),

  report: agentProcedure.input(report).mutation(({ ctx, input }) => ctx.connection.report(input)),

  desired: agentProcedure.subscription(async function* ({
    ctx,
    signal,
  }): AsyncGenerator<DesiredState> {
    yield* ctx.connection.desired(signal ?? new AbortController().signal);
  }),

  zones: agentProcedure.input(gossipSelf).subscription(async function* ({
    ctx,
    input,
    signal,
  }): AsyncGenerator<ZoneOrders> {
    yield* ctx.connection.zones(input, signal ?? new AbortController().signal);
  }),

  confirmZones: agentProcedure
    .input(zonesTaken)
    .mutation(({ ctx, input }) => ctx.connection.confirmZones(input)),

  questions: agentProcedure.subscription(async function* ({
    ctx,
    signal,
  }): AsyncGenerator<AskedQuestion> {
    yield* ctx.connection.questions(signal ?? new AbortController().signal);
  }),

  answer: agentProcedure
    .input(z.strictObject({ given: questionAnswer }))
    .mutation(({ ctx, input }) => ctx.connection.answer(input.given)),
});

export type AgentRouter = typeof agentRouter;
