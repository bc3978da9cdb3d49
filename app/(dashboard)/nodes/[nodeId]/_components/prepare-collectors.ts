import type { StatusKind } from '@/app/_components/ui/status';
import type { CollectorView } from '@/common/domain/node';

type State = CollectorView['state'];

export const COLLECTOR_STATUS: Readonly<Record<State, readonly [StatusKind, string]>> = {
  ok: ['ok', 'OK'],
  error: ['critical', 'Error'],
  'missing-configuration': ['warning', 'Needs configuration'],
  'not-eligible': ['pending', 'Not on this machine'],
  pending: ['pending', 'Not run yet'],
};

const ORDER: readonly State[] = ['error', 'missing-configuration', 'pending', 'ok', 'not-eligible'];

/** What asks for a person first, then by name; what this machine does not have last. */
export function byUrgency(collectors: readonly CollectorView[]): readonly CollectorView[] {
  return [...collectors].sort(
    (a, b) =>
      ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || a.collector.localeCompare(b.collector),
  );
}

export interface Cost {
  /** Milliseconds of running in a minute. */
  readonly msPerMinute: number;
  /** Of all collectors of the node; null while nothing has run. */
  readonly sharePercent: number | null;
}

/** What each collector costs, from how long it takes and how often it runs. */
export function costsOf(collectors: readonly CollectorView[]): ReadonlyMap<string, Cost> {
  const perMinute = (view: CollectorView) =>
    view.runs === 0 ? 0 : (view.durationMsMean * 60_000) / view.intervalMs;
  const totalMs = collectors.reduce((sum, view) => sum + perMinute(view), 0);
  return new Map(
    collectors.map((view) => {
      const msPerMinute = perMinute(view);
      const sharePercent = totalMs === 0 ? null : (100 * msPerMinute) / totalMs;
      return [view.collector, { msPerMinute, sharePercent }];
    }),
  );
}
