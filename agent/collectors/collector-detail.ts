import type { CollectorDetail } from '../local-api/local-api';
import type { CollectorRunner } from './runner';

/** How a collector stands, with its last good data. @throws {AppError} NOT_FOUND */
export function collectorDetail(runner: CollectorRunner, name: string): CollectorDetail {
  const report = runner.report(name);
  const data = runner.tree(name);
  if (data === undefined) return { ...report, data: null };
  const { atMs, samples, facts } = data;
  return { ...report, data: { atMs, samples, facts } };
}
