'use client';
import { useNow } from '@/app/_lib/now';
import { formatAge, formatAgo, formatExact } from '@/common/format';

interface RelativeTimeProps {
  readonly atMs: number;
  /** Without "ago", for a column whose head says so. */
  readonly short?: boolean;
  readonly className?: string;
}

/** How long ago, counting; the exact moment, with its zone, on hover and for machines. */
export function RelativeTime({ atMs, short = false, className }: RelativeTimeProps) {
  const text = useNow((nowMs) => (short ? formatAge(nowMs - atMs) : formatAgo(nowMs - atMs)));
  return (
    // The server does not know the reader's time zone: the exact time is its own until hydration.
    <time
      dateTime={new Date(atMs).toISOString()}
      title={formatExact(atMs)}
      suppressHydrationWarning
      className={className}
    >
      {text}
    </time>
  );
}
