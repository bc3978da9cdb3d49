'use client';
import { Status } from '@/app/_components/ui/status';
import { useNow } from '@/app/_lib/now';
import { formatAge, formatExact } from '@/common/format';

const SOON_MS = 7 * 86_400_000;

interface TokenStateProps {
  readonly revoked: boolean;
  readonly expiresMs: number;
}

/** Whether a token still opens anything, and for how long. */
export function TokenState({ revoked, expiresMs }: TokenStateProps) {
  const leftMs = useNow((nowMs) => Math.floor((expiresMs - nowMs) / 1_000) * 1_000);
  if (revoked) return <Status kind="revoked" word="Revoked" />;
  return (
    <span title={formatExact(expiresMs)} suppressHydrationWarning>
      {leftMs <= 0 ? (
        <Status kind="stale" word="Expired" />
      ) : (
        <Status kind={leftMs < SOON_MS ? 'warning' : 'ok'} word={`${formatAge(leftMs)} left`} />
      )}
    </span>
  );
}
