import { z } from 'zod';
import type { ExplainedNode, Explanation } from '../expression/explain';
import type { CheckExplanationPart } from './check-report';
import { moment } from './moment';
import { machineText } from './text';

/** Expressions nest less than this; what an agent tells might not. */
const DEPTH_MAX = 400;

const text = machineText(16_000);
const place = z.number().int().min(0);

const outcome = z.discriminatedUnion('is', [
  z.object({
    is: z.literal('value'),
    /** Pages show `shown`; of what was kept the value itself may be gone. */
    value: z.json().default(null),
    shown: text,
    isTrue: z.boolean(),
  }),
  z.object({ is: z.literal('missing'), reason: text }),
  z.object({ is: z.literal('skipped') }),
  z.object({ is: z.literal('failed'), sentence: text, isBelow: z.boolean() }),
]);

const origin = z.object({
  path: text,
  source: text,
  atMs: moment.nullable(),
  ageMs: z.number().min(0).nullable(),
  pack: text.nullable(),
  level: text.nullable(),
  unit: text.nullable(),
});

const kinds = [
  'literal',
  'reference',
  'text',
  'list',
  'tuple',
  'dict',
  'unary',
  'not',
  'binary',
  'logic',
  'compare',
  'conditional',
  'subscript',
  'slice',
  'call',
  'method',
] as const satisfies readonly ExplainedNode['kind'][];

const explainedNode = z.object({
  kind: z.enum(kinds),
  text,
  start: place,
  end: place,
  outcome,
  origin: origin.optional(),
  get children() {
    return z.array(explainedNode).max(1_000);
  },
});

const explanation = z.object({ text, outcome, root: explainedNode });
const parts = z.array(z.object({ key: machineText(80, 1), explanation })).max(64);

/** @returns what an agent answered as an explanation; `undefined` for anything else */
export function readExplanation(told: unknown): Explanation | undefined {
  return isDeep(told) ? undefined : (explanation.safeParse(told).data as Explanation | undefined);
}

/** @returns the parts of a check's explanation; `undefined` for anything else */
export function readExplanationParts(told: unknown): readonly CheckExplanationPart[] | undefined {
  return isDeep(told)
    ? undefined
    : (parts.safeParse(told).data as readonly CheckExplanationPart[] | undefined);
}

/** Whether something nests deeper than a schema, which calls itself, may follow it. */
function isDeep(told: unknown): boolean {
  let level: unknown[] = [told];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEPTH_MAX) return true;
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    );
  }
  return false;
}
