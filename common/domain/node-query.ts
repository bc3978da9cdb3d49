import { z } from 'zod';
import { GROUP_SET_LIMITS } from '../group-set/group-set';
import { NODE_SORTS, NODE_STANDINGS } from './node';
import { machineText } from './text';

/** Which nodes to list, in which order; the list's address says the same. */
export const nodeQuery = z.strictObject({
  /** Part of a name, host name, OS or group, in any case. */
  query: machineText(128).default(''),
  /** A group set expression: `debian & !db`. */
  group: machineText(GROUP_SET_LIMITS.length, 1).optional(),
  state: z.enum(NODE_STANDINGS).optional(),
  sort: z.enum(NODE_SORTS).default('name'),
  descending: z.boolean().default(false),
  /** From 0. */
  page: z.number().int().min(0).max(100_000).default(0),
  pageSize: z.number().int().min(1).max(200).default(50),
});

export type NodeQuery = z.infer<typeof nodeQuery>;
