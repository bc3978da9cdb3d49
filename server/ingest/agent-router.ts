import type { DesiredState } from '@/common/domain/desired-state';
import { announcement, report } from '@/common/protocol/report';
import { sessionProof } from '@/common/protocol/session';
import { agentProcedure, agentRouterOf, strangerProcedure } from './agent-trpc';

/** Everything that an agent may ask of the server, in the order of a session. */
export const agentRouter = agentRouterOf({
  challenge: strangerProcedure.query(({ ctx }) => ctx.connection.challenge()),

  open: strangerProcedure.input(sessionProof).mutation(async ({ ctx, input }) => {
    const opened = await ctx.connection.open(input);
    ctx.session.opened = true;
    return opened;
  }),

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
});

export type AgentRouter = typeof agentRouter;
