'use client';
import { useNow } from '@/app/_lib/now';
import type { CheckState } from '@/common/domain/check';
import {
  type CheckSpan,
  runsOf,
  type Tick,
  type TickRun,
  ticksOf,
} from '@/common/domain/check-span';
import { formatExact } from '@/common/format';
import { CHECK_STATUS } from './check-status';

const TICKS = 50;
const WINDOW_MS = 24 * 3_600_000;
/** Ticks move by the minute; a page of a hundred bars is not drawn anew each second. */
const STEP_MS = 60_000;

interface HeartbeatBarProps {
  readonly spans: readonly CheckSpan[];
  /** Its node's; what comes after it nobody knows. */
  readonly lastReportMs: number | null;
}

/** The last day of a check in fifty ticks, each the worst of its half hour. */
export function HeartbeatBar({ spans, lastReportMs }: HeartbeatBarProps) {
  const toMs = useNow((nowMs) => Math.ceil(nowMs / STEP_MS) * STEP_MS);
  const silentMs = useNow((nowMs) =>
    nowMs - (lastReportMs ?? 0) > STEP_MS ? (lastReportMs ?? 0) : 0,
  );
  const ticks = ticksOf(spans, {
    fromMs: toMs - WINDOW_MS,
    toMs,
    knownUntilMs: silentMs === 0 ? toMs : silentMs,
    ticks: TICKS,
  });
  return (
    <svg
      viewBox={`0 0 ${TICKS * 4} 20`}
      preserveAspectRatio="none"
      role="img"
      aria-label={inWords(ticks)}
      className="h-5 w-full max-w-60 min-w-28"
    >
      {runsOf(ticks).map((run) => (
        <TickMarks key={run.fromMs} run={run} />
      ))}
    </svg>
  );
}

/** Height differs as well as colour, so that a bar is read without it. */
const LOOKS: Readonly<Record<CheckState, { readonly height: number; readonly className: string }>> =
  {
    ok: { height: 9, className: 'fill-ok/70' },
    warning: { height: 14, className: 'fill-warning' },
    critical: { height: 20, className: 'fill-critical' },
    unknown: { height: 12, className: 'fill-unknown' },
    stale: { height: 6, className: 'fill-stale' },
    pending: { height: 4, className: 'fill-pending/60' },
  };
const NOBODY_KNOWS = { height: 2, className: 'fill-line-strong' };

/** One element for all ticks of a stretch: a page has a hundred bars. */
function TickMarks({ run }: { readonly run: TickRun }) {
  const { height, className } = run.state === null ? NOBODY_KNOWS : LOOKS[run.state];
  const word = run.state === null ? 'not known' : CHECK_STATUS[run.state].word;
  const marks = Array.from({ length: run.ticks }, (_, index) => {
    return `M${(run.first + index) * 4} ${20 - height}h3v${height}h-3z`;
  });
  return (
    <path d={marks.join('')} className={className}>
      <title>{`${word}, from ${formatExact(run.fromMs)} until ${formatExact(run.toMs)}`}</title>
    </path>
  );
}

/** `last 24 h: OK 96 %, Critical 4 %` */
function inWords(ticks: readonly Tick[]): string {
  const known = ticks.filter(({ state }) => state !== null);
  if (known.length === 0) return 'last 24 h: not known';
  const counts = new Map<CheckState, number>();
  for (const { state } of known)
    if (state !== null) counts.set(state, (counts.get(state) ?? 0) + 1);
  const shares = [...counts].map(([state, count]) => {
    return `${CHECK_STATUS[state].word} ${Math.round((100 * count) / known.length)} %`;
  });
  return `last 24 h: ${shares.join(', ')}`;
}
