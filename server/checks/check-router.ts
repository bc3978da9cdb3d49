import { z } from 'zod';
import { CHECK_OUTPUT_LENGTH, RESULT_STATES } from '@/common/domain/check';
import { CHECK_GROUPINGS, checkFilter, checkQuery } from '@/common/domain/check-query';
import { machineText } from '@/common/domain/text';
import { operatorProcedure, router, viewerProcedure } from '../trpc/init';

const nodeId = machineText(64, 1);
const check = machineText(200, 1);
const output = machineText(CHECK_OUTPUT_LENGTH);
const ofNode = z.strictObject({ nodeId, check });

export const checkRouter = router({
  /** Checks of nodes, a page after the other; `states` and `silent` do not change the counts. */
  list: viewerProcedure
    .input(checkQuery)
    .query(({ ctx, input }) => ctx.services.checks.list(input)),

  /** How many stand how, for each check, node, group or pack; worst first; at most 500, of nodes 100. */
  groups: viewerProcedure
    .input(z.strictObject({ ...checkFilter.shape, by: z.enum(CHECK_GROUPINGS) }))
    .query(({ ctx, input: { by, ...filter } }) => ctx.services.checks.groups(by, filter)),

  /** How many stand how, of everything. */
  counts: viewerProcedure.query(({ ctx }) => ctx.services.checks.counts()),

  /** What is wrong on nodes that report, one row a check, worst first; at most 50. */
  problems: viewerProcedure.query(({ ctx }) => ctx.services.checks.problems()),

  /** How a check is defined, and with which parameters, over all nodes or on one. */
  get: viewerProcedure
    .input(z.strictObject({ check, nodeId: nodeId.optional() }))
    .query(({ ctx, input }) => ctx.services.checks.get(input.check, input.nodeId)),

  /** All checks of a node with how they stood within the last day. */
  onNode: viewerProcedure
    .input(z.strictObject({ nodeId }))
    .query(({ ctx, input }) => ctx.services.checks.onNode(input.nodeId)),

  /** What happened to checks, newest first; `before` is the id of the last row that is shown. */
  history: viewerProcedure
    .input(
      z.strictObject({
        check: check.optional(),
        nodeId: nodeId.optional(),
        before: z
          .string()
          .regex(/^\d{1,18}$/)
          .optional(),
        limit: z.number().int().min(1).max(200).default(50),
      }),
    )
    .query(({ ctx, input }) => ctx.services.checks.history(input)),

  /** How a check stood within the last day, on each of the nodes. */
  spans: viewerProcedure
    .input(z.strictObject({ check, nodeIds: z.array(nodeId).max(200) }))
    .query(({ ctx, input }) => ctx.services.checks.spans(input.check, input.nodeIds)),

  /** Why a check of a node is as it is: live, or as it was kept. */
  explain: viewerProcedure
    .input(ofNode)
    .query(({ ctx, input }) => ctx.services.checks.explain(input.nodeId, input.check)),

  /** Runs a check now that would run anyway. */
  run: operatorProcedure
    .input(ofNode)
    .mutation(({ ctx, input }) => ctx.services.checks.run(input.nodeId, input.check)),

  /**
   * Tells a passive check of a node what somebody found out. Its agent takes it at once: while the
   * node is away it is refused.
   */
  tell: operatorProcedure
    .input(
      z.strictObject({ nodeId, check, state: z.enum(RESULT_STATES), output: output.default('') }),
    )
    .mutation(({ ctx, input: { nodeId, check, ...result } }) =>
      ctx.services.checks.tell(nodeId, check, result),
    ),

  /** Tells a passive check of a node that what it waits for has happened: ok, until it is due again. */
  heartbeat: operatorProcedure
    .input(z.strictObject({ nodeId, check, output: output.default('') }))
    .mutation(({ ctx, input: { nodeId, check, output } }) =>
      ctx.services.checks.tell(nodeId, check, { state: 'ok', output }),
    ),

  /** The nodes whose checks changed, of those given or of all, at most twice a second. */
  watch: viewerProcedure
    .input(z.strictObject({ nodeIds: z.array(nodeId).max(200).optional() }))
    .subscription(({ ctx, input, signal }) => ctx.services.checks.watch(input.nodeIds, signal)),
});
