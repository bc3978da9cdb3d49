import type { LucideIcon } from 'lucide-react';
import type { NodeSigns } from '@/common/domain/node';
import type { Findable } from '@/common/fuzzy';

/** In this order where nothing tells which is meant. */
export const PALETTE_GROUPS = [
  'Nodes',
  'Checks',
  'Groups',
  'Roles',
  'Packs',
  'Pages',
  'Actions',
] as const;

export type PaletteGroup = (typeof PALETTE_GROUPS)[number];

/** One thing that the palette offers. */
export interface PaletteItem extends Findable {
  readonly key: string;
  readonly group: PaletteGroup;
  readonly icon: LucideIcon;
  /** Beside the label, quieter. */
  readonly note?: string;
  /** Of a node: shown as its state. */
  readonly standing?: NodeSigns;
  /** At the end of the line: how many nodes have it. */
  readonly count?: string;
  readonly run: () => void;
}
