import type { CollectorStatus } from '@/common/domain/collector';
import type { FactValue } from '@/common/domain/fact';
import type { SeriesDescription } from '@/common/domain/metric';
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
