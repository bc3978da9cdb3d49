import type { Clock } from '@/common/clock';
import type { CheckHistoryEntry, CheckReport } from '@/common/domain/check-report';
import type { Log } from '@/common/log';
import type { Random } from '@/common/random';
import type { ReportSink } from '../collectors/report-sink';
import type { Evaluator } from '../expression/evaluator';
import type { CheckStore } from './check-store';

export interface CheckRunnerDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly evaluator: Pick<Evaluator, 'language' | 'surroundings'>;
  /** The groups that this node is in. */
  readonly groups: () => ReadonlySet<string>;
  readonly sink: Pick<ReportSink, 'samples'>;
  readonly store: CheckStore;
  /** `PATH` of the programs that checks run. */
  readonly searchPath: string;
  /**
   * A check has run, was found silent, or is not for this machine: as of now, with what happened to
   * it by that, without attempts.
   */
  readonly onChange?: (report: CheckReport, events: readonly CheckHistoryEntry[]) => void;
  /** What happened to checks that are not there any more. */
  readonly onEnd?: (events: readonly CheckHistoryEntry[]) => void;
}
