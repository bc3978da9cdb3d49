import { z } from 'zod';
import {
  type DefinitionProblem,
  definitionProblem,
  duration,
  expression,
  line,
  summary,
} from './definition-form';

/** A detector as its file says it; expressions are texts still. */
export interface DetectorDefinition {
  readonly summary: string;
  readonly condition: string;
  /** What it gives while the condition holds: names, with references in them. */
  readonly groups: readonly string[];
  readonly intervalMs: number;
  readonly source: 'detected' | 'hosting';
}

export type ReadDetector = DetectorDefinition | { readonly problem: DefinitionProblem };

const INTERVAL_MS = 10_000;
const groups = z.array(line.max(1_024)).min(1).max(64);
const interval = duration(1_000).default(INTERVAL_MS);

/** A detector of this project, as its file has it. */
const ownDetector = z.strictObject({
  summary,
  if: expression,
  groups,
  interval,
  /** `hosting` for what whoever runs the hardware says, such as the tags of a cloud. */
  source: z.literal('hosting').optional(),
});

/** The original's. */
const originalDetector = z.looseObject({ apply_if: expression, add_groups: groups, interval });

/** Gives the content of a file of detectors its meaning, in this project's form or the original's. */
export function readDetector({
  document,
  root,
  name,
}: {
  readonly document: unknown;
  /** `detector` in the original's form. */
  readonly root: string | undefined;
  /** How it is called when it does not say so itself. */
  readonly name: string;
}): ReadDetector {
  if (root === undefined) {
    const read = ownDetector.safeParse(document);
    if (!read.success) return { problem: definitionProblem(read.error, 'a detector') };
    const { if: condition, interval: intervalMs, source = 'detected', ...rest } = read.data;
    return { ...rest, condition, intervalMs, source };
  }
  const read = originalDetector.safeParse(document);
  if (!read.success) return { problem: definitionProblem(read.error, 'a detector') };
  return {
    summary: name,
    condition: read.data.apply_if,
    groups: read.data.add_groups,
    intervalMs: read.data.interval,
    source: 'detected',
  };
}
