import type { DetectorCard, DetectorState } from '@/common/domain/detection';
import type { RootScope } from '@/common/expression/scope';
import type { CompiledDetector } from './compiled-detector';
import type { Detected } from './evaluate-detector';
import type { GroupGiver } from './group-ledger';

/** A run of a detector whose collectors have nothing to say yet, or whose rule fails. */
export interface Finding extends Detected {
  /** What it gives may be more than this run could tell. */
  readonly isUnsettled: boolean;
  /** The data are on their way: a collector that it reads from has not run. */
  readonly isEarly: boolean;
}

/** What `DetectorEntry` remembers between two versions of its file. */
type Standing = Pick<DetectorEntry, 'state' | 'reason' | 'sinceMs' | 'settledMs'>;

const REASON_LENGTH = 1_024;

/**
 * A membership outlasts a detector that cannot tell by so much: neither a restart nor a broken
 * collector shall make a node leave its groups, and no group shall stay for ever on an old word.
 */
const HOLD_MS = 3_600_000;

/** One detector of the agent: its definition, and how it stands. */
export class DetectorEntry {
  readonly detector: CompiledDetector;
  readonly parameters: RootScope;
  readonly giver: GroupGiver;
  state: DetectorState = 'pending';
  reason = '';
  sinceMs: number;
  /** Monotonic time of the last run that could tell, or since when one is waited for. */
  settledMs: number;

  constructor(
    detector: CompiledDetector,
    parameters: RootScope,
    at: { readonly nowMs: number; readonly wallMs: number },
  ) {
    this.detector = detector;
    this.parameters = parameters;
    this.giver = { source: detector.definition.source, detector: detector.id };
    this.sinceMs = at.wallMs;
    this.settledMs = at.nowMs;
  }

  /** As it stood before its file was read again. */
  resume({ state, reason, sinceMs, settledMs }: Standing): void {
    Object.assign(this, { state, reason, sinceMs, settledMs });
  }

  /**
   * @param held what it has been giving
   * @returns what it gives now
   */
  take(
    finding: Finding,
    held: readonly string[],
    at: { readonly nowMs: number; readonly wallMs: number },
  ): readonly string[] {
    const state = finding.isEarly && finding.state !== 'error' ? 'pending' : finding.state;
    if (state !== this.state) this.sinceMs = at.wallMs;
    this.state = state;
    this.reason = finding.reason.slice(0, REASON_LENGTH);
    if (!finding.isUnsettled) this.settledMs = at.nowMs;
    const holds = finding.isUnsettled && at.nowMs - this.settledMs <= HOLD_MS;
    return holds ? [...new Set([...held, ...finding.gives])] : finding.gives;
  }

  /** @param gives by the ledger */
  card(gives: readonly string[]): DetectorCard {
    const { id, file, definition } = this.detector;
    return {
      id,
      pack: file.pack,
      level: file.level,
      path: file.path,
      summary: definition.summary,
      source: definition.source,
      condition: definition.condition,
      groups: [...definition.groups],
      intervalMs: definition.intervalMs,
      state: this.state,
      reason: this.reason,
      gives: gives.slice(0, 64),
      sinceMs: this.sinceMs,
    };
  }
}
