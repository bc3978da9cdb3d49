import { z } from 'zod';
import { type DashboardDefinition, PANEL_KINDS } from './dashboard';
import { type DefinitionProblem, definitionProblem, line } from './definition-form';
import { UNITS } from './metric';
import { readOriginalDashboard } from './read-original-dashboard';

export type ReadDashboard = DashboardDefinition | { readonly problem: DefinitionProblem };

const METRIC_FORM = /^[a-z][a-z0-9_]*(?:\.[^\s.]+)+$/;
const title = z.string().min(1).max(120);
const name = z.string().max(80).default('');
const labels = z
  .record(
    z.string().max(64),
    z.union([z.string(), z.number().transform(String)]).pipe(z.string().max(256)),
  )
  .default({});

const series = z.strictObject({
  metric: z
    .string()
    .max(256)
    .regex(METRIC_FORM, 'expected a collector and its keys, such as memory.phys_used'),
  labels,
  name,
});

const panel = z.strictObject({
  title,
  help: z.string().max(512).default(''),
  kind: z.enum(PANEL_KINDS).default('line'),
  unit: z.enum(UNITS).nullable().default(null),
  series: z.array(series).min(1).max(16),
});

/** A dashboard of this project, as its file has it. */
const ownDashboard = z.strictObject({
  title,
  if_group: line.max(1_024).default(''),
  panels: z.array(panel).min(1).max(64),
});

/** Gives the content of a file of dashboards its meaning, in this project's form or the original's. */
export function readDashboard({
  document,
  root,
  name: fileName,
}: {
  readonly document: unknown;
  /** `dashboard` in the original's form. */
  readonly root: string | undefined;
  readonly name: string;
}): ReadDashboard {
  if (root !== undefined) return readOriginalDashboard(document, fileName);
  const read = ownDashboard.safeParse(document);
  if (!read.success) return { problem: definitionProblem(read.error, 'a dashboard') };
  const { if_group: group, ...rest } = read.data;
  return { ...rest, group, leftOut: [] };
}
