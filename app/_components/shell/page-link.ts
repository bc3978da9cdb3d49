import { spanOf, type TimeRange } from '../chart/time-range';

/**
 * The address of a page for somebody else, who may open it tomorrow: what slides with the clock
 * becomes the stretch of time that is shown now.
 * @param path with its query
 * @param time what its charts show; null for a page without any
 */
export function pageLink(
  origin: string,
  path: string,
  time: TimeRange | null,
  nowMs: number,
): string {
  const link = new URL(path, origin);
  if (time !== null) {
    const { fromMs, toMs } = spanOf(time, nowMs);
    link.searchParams.delete('range');
    link.searchParams.set('from', String(Math.round(fromMs)));
    link.searchParams.set('to', String(Math.round(toMs)));
  }
  return link.href.replace(/\?$/, '');
}
