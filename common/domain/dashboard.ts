import { z } from 'zod';
import { labels, UNITS } from './metric';
import { PACK_LEVELS } from './pack';
import { machineText } from './text';

/**
 * How a panel shows its series. `line` and `area`: over time, `area` for what adds up. `number`: the
 * last value. `bar`: the last value of each series beside the others, or of its share where the unit
 * is percent.
 */
export const PANEL_KINDS = ['line', 'area', 'number', 'bar'] as const;

/** What one or more lines of a panel are made of. */
const dashboardSeries = z.union([
  z.strictObject({
    /** `diskusage.pct_used`; every series of it, one line each, that has these labels. */
    metric: machineText(256, 1),
    labels,
    /** What the line is called; empty for the metric's own name, or its labels. */
    name: machineText(80),
  }),
  z.strictObject({
    /** `diskusage./var.pct_used`, as expressions write it: one series. */
    path: machineText(512, 1),
    name: machineText(80),
  }),
]);

export const dashboardPanel = z.strictObject({
  title: machineText(120, 1),
  help: machineText(512),
  kind: z.enum(PANEL_KINDS),
  /** Null for the unit of the series themselves. */
  unit: z.enum(UNITS).nullable(),
  series: z.array(dashboardSeries).min(1).max(16),
});

export type DashboardPanel = z.infer<typeof dashboardPanel>;

/** A page of charts for a node, as a pack defines it. */
export const dashboardDefinition = z.strictObject({
  title: machineText(120, 1),
  /** A group set expression: the nodes that it is for; empty for every node. */
  group: machineText(1_024),
  panels: z.array(dashboardPanel).max(64),
  /** Sentences on what of the original's form has no counterpart and is not shown. */
  leftOut: z.array(machineText(512)).max(64),
});

export type DashboardDefinition = z.infer<typeof dashboardDefinition>;

/** A dashboard of a node as its file defines it. */
export const dashboardCard = z.strictObject({
  /** `redis.redis`: the pack and the file. */
  id: machineText(200, 1),
  name: machineText(128, 1),
  pack: machineText(64, 1),
  level: z.enum(PACK_LEVELS),
  path: machineText(4_096),
  ...dashboardDefinition.shape,
});

export type DashboardCard = z.infer<typeof dashboardCard>;
