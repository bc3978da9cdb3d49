import type { CheckReport } from '@/common/domain/check-report';
import type { CheckStanding } from '@/common/domain/check-told';

const REASON_LENGTH = 1_024;

/** How a check stands, to be told. @param explanationJson see `explanationJson` */
export function standingOf(report: CheckReport, explanationJson: string): CheckStanding {
  const { id, state, sinceMs, applies, reason, output, isFlapping, soft } = report;
  return {
    check: id,
    ...{ state, sinceMs, applies, output, isFlapping, soft, explanationJson },
    reason: reason.slice(0, REASON_LENGTH),
    changePercent: report.changePercent,
    lastResultMs: report.lastResultMs,
    durationMs: report.durationMs,
  };
}
