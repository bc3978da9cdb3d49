import type { CheckState, ResultState } from './check';
import type { CheckCounts } from './check-counts';
import type { CheckExplanationPart } from './check-report';
import type { CheckSpan } from './check-span';
import type { CheckCard } from './check-told';
import type { NodeSigns } from './node';
import type { ParameterTold } from './pack-told';

/** A check of one node, as the server last heard of it. */
export interface CheckRow extends NodeSigns {
  readonly nodeId: string;
  readonly nodeName: string;
  /** `linux.memory` */
  readonly check: string;
  readonly pack: string;
  readonly state: CheckState;
  readonly sinceMs: number;
  /** Not for its machine; `reason` says why. */
  readonly applies: boolean;
  readonly reason: string;
  readonly output: string;
  readonly isFlapping: boolean;
  readonly changePercent: number;
  /** Bad results that do not count yet. */
  readonly soft: SoftResult | null;
  readonly lastResultMs: number | null;
  readonly durationMs: number | null;
}

/** How bad it was the last times, and what it takes for that to count. */
export interface SoftResult {
  readonly state: ResultState;
  readonly attempt: number;
  readonly sinceMs: number | null;
  /** Bad results in a row that it needs, and how long they must last; null where nobody told. */
  readonly attempts: number | null;
  readonly forMs: number | null;
}

export interface CheckTotals {
  /** Of nodes that report, in every state, whatever states were asked for. */
  readonly counts: CheckCounts;
  /** Of nodes that do not: as they were when they were last heard. */
  readonly silent: CheckCounts;
}

export interface CheckPage extends CheckTotals {
  readonly rows: readonly CheckRow[];
  /** Checks that match, over all pages. */
  readonly total: number;
  /** Where the next page begins; null at the end. */
  readonly next: string | null;
}

/** Checks that were added up, by what they have in common. */
export interface CheckGroupRow extends CheckTotals {
  /** A node's id, a group, a pack or a check. */
  readonly key: string;
  readonly label: string;
}

/** One check with what is wrong with it, over all nodes that report. */
export interface CheckProblem {
  readonly check: string;
  /** The worst of them. */
  readonly state: CheckState;
  readonly nodes: number;
  /** The latest that got so bad. */
  readonly nodeId: string;
  readonly nodeName: string;
  readonly output: string;
  readonly sinceMs: number;
}

/** A check as some nodes define it. */
export interface CheckDefinitionView {
  readonly card: CheckCard;
  /** How many have just this one. */
  readonly nodes: number;
}

/** A parameter that a check uses, as it is in force on some nodes. */
export interface ParameterView {
  readonly parameter: ParameterTold;
  readonly nodes: number;
}

export interface CheckDetail extends CheckTotals {
  readonly check: string;
  /** Those that most nodes have first; empty where no node told one. */
  readonly definitions: readonly CheckDefinitionView[];
  readonly parameters: readonly ParameterView[];
  /** Nodes that were looked at for the two; of a large fleet a part. */
  readonly nodesLookedAt: number;
}

/** A check of a node with what its file says of it. */
export interface NodeCheckRow extends CheckRow {
  readonly summary: string;
  readonly way: CheckCard['way'] | null;
  readonly intervalMs: number | null;
  /** Newest last. */
  readonly spans: readonly CheckSpan[];
}

/** Something that happened to a check, as it is kept. */
export interface CheckHistoryRow {
  readonly id: string;
  readonly nodeId: string;
  readonly nodeName: string;
  readonly check: string;
  readonly atMs: number;
  readonly kind: 'state' | 'flapping-started' | 'flapping-ended';
  readonly from: CheckState | null;
  readonly to: CheckState | null;
  readonly output: string;
}

/** Why a check is as it is. */
export interface CheckWhy {
  readonly state: CheckState;
  readonly output: string;
  readonly parts: readonly CheckExplanationPart[];
  readonly atMs: number;
  /** Evaluated just now on its node; otherwise kept from when it became a problem. */
  readonly isLive: boolean;
  /** Why it is not live, in a sentence. */
  readonly note: string;
}
