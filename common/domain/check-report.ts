import { z } from 'zod';
import type { Explanation } from '../expression/explain';
import { type CheckState, checkEvent, type ResultState } from './check';
import type { PackLevel } from './pack';
import type { PerfValue } from './perfdata';

/** How a check stands, as the agent tells it. */
export interface CheckReport {
  /** `linux.memory` */
  readonly id: string;
  readonly name: string;
  readonly pack: string;
  readonly level: PackLevel;
  readonly path: string;
  readonly summary: string;
  readonly way: 'evaluated' | 'plugin' | 'passive';
  readonly state: CheckState;
  readonly sinceMs: number;
  /** Not for this machine; `reason` says why. */
  readonly applies: boolean;
  readonly reason: string;
  readonly output: string;
  readonly perfdata: readonly PerfValue[];
  readonly isFlapping: boolean;
  readonly changePercent: number;
  /** Bad results that do not count yet. */
  readonly soft: { readonly state: ResultState; readonly attempt: number } | null;
  readonly attempts: number;
  readonly forMs: number;
  readonly intervalMs: number;
  readonly lastResultMs: number | null;
  readonly durationMs: number | null;
  /** Since the start of the agent. */
  readonly runs: number;
}

/** Why a check is as it is: its expressions, evaluated now. */
export interface CheckExplanation {
  readonly report: CheckReport;
  readonly parts: readonly CheckExplanationPart[];
}

export interface CheckExplanationPart {
  /** The key in the file: `critical_if`, `variables.used`. */
  readonly key: string;
  readonly explanation: Explanation;
}

export const checkHistoryEntry = z.intersection(
  z.object({ check: z.string().max(200) }),
  checkEvent,
);

/** Something that happened to a check. */
export type CheckHistoryEntry = z.infer<typeof checkHistoryEntry>;
