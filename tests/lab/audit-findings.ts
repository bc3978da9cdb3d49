import type { AuditResult } from './audit';
import { type Finding, none, noted } from './goal';

/** The lines that every goal with a ledger has. */
export function auditFindings(result: AuditResult): Finding[] {
  const { acceptedReports, acknowledgedReports, storedSamples, events } = result;
  return [
    noted(
      'in the ledger',
      `${acceptedReports} reports accepted, ${acknowledgedReports} acknowledged, ${events} events; ${storedSamples} samples stored`,
    ),
    none('acknowledged reports lost', result.lostAcknowledged),
    none('accepted reports lost', result.lostAccepted),
    none('samples lost', result.lostSamples),
    none('events lost', result.lostEvents),
    none('duplicates', result.duplicates),
    none('samples in a wrong series', result.strangers),
    none('losses told by agents', result.lossesTold),
  ];
}
