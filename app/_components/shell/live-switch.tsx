'use client';
import { Pause, Play, Unplug } from 'lucide-react';
import { cx } from '@/app/_lib/cx';
import { pause, resume, useConnection, usePausedAtMs } from '@/app/_lib/live-store';
import { useRunningNow } from '@/app/_lib/now';
import { formatAge } from '@/common/format';

/** Whether the page follows what happens; pressed, it becomes a picture of this moment. */
export function LiveSwitch() {
  const pausedAtMs = usePausedAtMs();
  const connection = useConnection();
  const age = useRunningNow((nowMs) => ageOf(nowMs - (pausedAtMs ?? nowMs)));
  const paused = pausedAtMs !== null;
  const lost = connection.state === 'lost';
  const Icon = paused ? Play : Unplug;
  return (
    <button
      type="button"
      aria-pressed={paused}
      title={paused ? 'Follow what happens again' : 'Hold the page as it is now'}
      onClick={paused ? resume : pause}
      className={cx(
        'group touch-target inline-flex h-8 items-center gap-2 rounded-md px-2.5 transition-colors',
        paused ? 'bg-warning-tint text-warning' : 'text-ink-2 hover:bg-hover hover:text-ink',
      )}
    >
      {paused || lost ? (
        <Icon aria-hidden className="size-3.5" strokeWidth={2} />
      ) : (
        <span aria-hidden className="relative grid size-3.5 place-items-center">
          <span className="size-2 rounded-full bg-ok group-hover:opacity-0" />
          <Pause className="absolute size-3.5 opacity-0 group-hover:opacity-100" strokeWidth={2} />
        </span>
      )}
      <span>{paused ? `Paused${age}` : lost ? 'Not live' : 'Live'}</span>
    </button>
  );
}

/** Nothing to say in the first second. */
function ageOf(ageMs: number): string {
  return ageMs < 1_000 ? '' : ` ${formatAge(ageMs)}`;
}
