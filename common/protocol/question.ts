import { z } from 'zod';
import { CHECK_OUTPUT_LENGTH, RESULT_STATES } from '../domain/check';
import { machineText } from '../domain/text';

const name = machineText(200, 1);

/** What the server may ask an agent, on behalf of a person: it reads, runs what would run anyway, or takes a result. */
export const agentQuestion = z.discriminatedUnion('ask', [
  /** An `Explanation`. Nothing of it may look at files, the environment or the network. */
  z.strictObject({
    ask: z.literal('evaluate'),
    expression: machineText(4_096, 1),
    pack: machineText(64),
  }),
  /** A `CheckExplanation`: why is it as it is. */
  z.strictObject({ ask: z.literal('explain-check'), check: name }),
  /** The `CheckReport` after it ran. */
  z.strictObject({ ask: z.literal('run-check'), check: name }),
  /** The `CheckReport` after it took the result; of a passive check alone. */
  z.strictObject({
    ask: z.literal('tell-check'),
    check: name,
    state: z.enum(RESULT_STATES),
    output: machineText(CHECK_OUTPUT_LENGTH),
  }),
  /** A `DetectorExplanation`. */
  z.strictObject({ ask: z.literal('explain-detector'), detector: name }),
  /** The `Explanation` of its health. */
  z.strictObject({ ask: z.literal('explain-role'), role: name }),
  /** `string[]`: keys of collectors and parameters that begin with the text, at most 200. */
  z.strictObject({ ask: z.literal('complete'), text: machineText(200), pack: machineText(64) }),
  /** `true`: whether it is there at all, when its peers say that it is not. */
  z.strictObject({ ask: z.literal('presence') }),
  /** `MembersSeen`: its own list of the cluster. */
  z.strictObject({ ask: z.literal('members') }),
  /** `FunctionDoc[]`: those that its packs add to the language. */
  z.strictObject({ ask: z.literal('functions') }),
  /** The `CollectorDetail` after it ran. */
  z.strictObject({ ask: z.literal('run-collector'), collector: name }),
]);

export type AgentQuestion = z.infer<typeof agentQuestion>;

const QUESTION_ID = /^[0-9a-z]{8,32}$/;

export const askedQuestion = z.strictObject({
  id: z.string().regex(QUESTION_ID),
  question: agentQuestion,
});

/** A question on its way to the agent. */
export type AskedQuestion = z.infer<typeof askedQuestion>;

export const ANSWER_LENGTH_MAX = 262_144;

/** What the agent says to it: what was asked for as JSON, or why there is none. */
export const questionAnswer = z.strictObject({
  id: askedQuestion.shape.id,
  answer: z.discriminatedUnion('is', [
    z.strictObject({ is: z.literal('json'), json: machineText(ANSWER_LENGTH_MAX, 1) }),
    z.strictObject({
      is: z.literal('refused'),
      code: z.enum(['INVALID', 'NOT_FOUND', 'CONFLICT', 'BUSY', 'FORBIDDEN', 'FAILED']),
      message: machineText(2_048, 1),
    }),
  ]),
});

export type QuestionAnswer = z.infer<typeof questionAnswer>;
