import type { CheckHistoryEntry } from '@/common/domain/check-report';
import type { CheckStanding } from '@/common/domain/check-told';
import type { CollectorStatus } from '@/common/domain/collector';
import type { GroupChange } from '@/common/domain/detection';
import type { FactValue } from '@/common/domain/fact';
import type { MemberChange } from '@/common/domain/member';
import type { SeriesDescription } from '@/common/domain/metric';
import type { NodeDocument } from '@/common/domain/node-document';
import type { AgentEvent } from '@/common/domain/timeline';

/** A number of one series. The same series has the same description object from run to run. */
export interface Sample {
  readonly series: SeriesDescription;
  readonly value: number;
}

/** Where what the agent learns goes; the uplink keeps it until the server has it. */
export interface ReportSink {
  /** @param atMs wall clock of the wake-up whose run gave them */
  samples(atMs: number, samples: readonly Sample[]): void;
  status(status: CollectorStatus): void;
  /** The facts of a collector, whole, when they changed; `null` when it has none any more. */
  facts(collector: string, facts: FactValue): void;
  event(event: AgentEvent): void;
}

/** Where what the agent knows of its checks, groups and packs goes; it travels with the rest. */
export interface MonitoringSink {
  /** The newest of each key counts. */
  document(document: NodeDocument): void;
  /** How a check stands, and what happened to it just then, oldest first. */
  check(standing: CheckStanding, events: readonly CheckHistoryEntry[]): void;
  /** What happened to checks that are not there any more, oldest first. */
  checkEvents(events: readonly CheckHistoryEntry[]): void;
  groupChange(change: GroupChange): void;
  /** What happened in the cluster. */
  memberChange(change: MemberChange): void;
}
