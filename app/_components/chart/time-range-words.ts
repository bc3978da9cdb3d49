import { formatDuration } from '@/common/duration';
import type { TimeRange } from './time-range';

/** What a range is, short: `last 45 min`, `22 Nov 14:03 – 14:20`. In the reader's zone. */
export function timeRangeWords(time: TimeRange): string {
  if (time.kind === 'last') return `last ${formatDuration(time.durationMs)}`;
  const from = moment(time.fromMs);
  const to = moment(time.toMs);
  return `${from.day} ${from.time} – ${from.day === to.day ? '' : `${to.day} `}${to.time}`;
}

function moment(atMs: number) {
  const at = new Date(atMs);
  const day = at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
  const time = at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  return { day, time };
}
