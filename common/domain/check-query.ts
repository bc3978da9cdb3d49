import { z } from 'zod';
import { GROUP_SET_LIMITS } from '../group-set/group-set';
import { CHECK_STATES } from './check';
import { machineText } from './text';

export const CHECK_SORTS = ['worst', 'since', 'check', 'node'] as const;
export type CheckSort = (typeof CHECK_SORTS)[number];

/** What checks are added up by. */
export const CHECK_GROUPINGS = ['check', 'node', 'group', 'pack'] as const;
export type CheckGrouping = (typeof CHECK_GROUPINGS)[number];

/** Nodes that are listed when they are added up by node: the worst. */
export const CHECK_NODES_MAX = 100;

/** Whether checks of nodes that do not report any more are meant. */
export const SILENT_WISHES = ['any', 'only', 'none'] as const;

/** Which checks are meant. */
export const checkFilter = z.strictObject({
  /** A group set expression; empty for every node. */
  group: machineText(GROUP_SET_LIMITS.length).default(''),
  pack: machineText(64).optional(),
  /** `linux.memory` */
  check: machineText(200).optional(),
  nodeId: machineText(64).optional(),
  /** Part of a check, of a node's name or host name, or of a problem's output, in any case. */
  query: machineText(128).default(''),
  silent: z.enum(SILENT_WISHES).default('any'),
  /** Those that do not apply to their node as well. */
  all: z.boolean().default(false),
});

export type CheckFilter = z.infer<typeof checkFilter>;

/** Which checks to list, in which order; the list's address says the same. */
export const checkQuery = z.strictObject({
  ...checkFilter.shape,
  /** Empty for all of them. */
  states: z.array(z.enum(CHECK_STATES)).max(CHECK_STATES.length).default([]),
  sort: z.enum(CHECK_SORTS).default('worst'),
  /** `next` of the page before. */
  after: machineText(1_024).optional(),
  limit: z.number().int().min(1).max(200).default(100),
});

export type CheckQuery = z.infer<typeof checkQuery>;
