'use client';
import { Status } from '@/app/_components/ui/status';
import { useNow } from '@/app/_lib/now';
import { formatAge, formatExact } from '@/common/format';

interface JoinTokenStateProps {
  readonly revoked: boolean;
  readonly uses: number;
  readonly usesMax: number;
  readonly expiresMs: number;
}

/** Whether a token still lets somebody in, and for how long. */
export function JoinTokenState({ revoked, uses, usesMax, expiresMs }: JoinTokenStateProps) {
  const left = useNow((nowMs) => (expiresMs > nowMs ? formatAge(expiresMs - nowMs) : ''));
  if (revoked) return <Status kind="revoked" word="Revoked" />;
  if (uses >= usesMax) return <Status kind="stale" word="Used up" />;
  if (left === '') return <Status kind="stale" word="Expired" />;
  return (
    <span title={formatExact(expiresMs)} suppressHydrationWarning>
      <Status kind="ok" word={`Open, ${left} left`} />
    </span>
  );
}
