import { z } from 'zod';
import type { NodeSigns } from './node';
import { machineText } from './text';

/** What can be looked for by name over the whole fleet. */
export const SEARCH_KINDS = ['node', 'check', 'group', 'role', 'pack'] as const;
export type SearchKind = (typeof SEARCH_KINDS)[number];

export const searchQuery = z.strictObject({
  /** Letters of a name in their order, gaps allowed; several words in any order. */
  query: machineText(128),
  /** Of each kind. */
  limit: z.number().int().min(1).max(20).default(6),
});

export type SearchQuery = z.infer<typeof searchQuery>;

export interface SearchHit {
  readonly kind: SearchKind;
  /** A node's id; the name of anything else. */
  readonly key: string;
  readonly label: string;
  /** A host name, or what a check is about; empty where there is nothing to add. */
  readonly note: string;
  /** How many nodes have it; null for a node. */
  readonly nodeCount: number | null;
  /** Of a node. */
  readonly signs: NodeSigns | null;
}
