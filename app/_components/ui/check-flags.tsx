'use client';
import { Activity, Hourglass } from 'lucide-react';
import { useNow } from '@/app/_lib/now';
import type { CheckRow, SoftResult } from '@/common/domain/check-view';
import { softWords } from './prepare-soft';

/** What else is to say of a check: that it flaps, or has a result that does not count yet. */
export function CheckFlags({
  row,
}: {
  readonly row: Pick<CheckRow, 'isFlapping' | 'changePercent' | 'soft'>;
}) {
  const { isFlapping, changePercent, soft } = row;
  if (!isFlapping && soft === null) return null;
  return (
    <p className="flex flex-wrap gap-x-3 text-small text-ink-3">
      {isFlapping && (
        <span className="inline-flex items-center gap-1">
          <Activity aria-hidden className="size-3" />
          flapping, {Math.round(changePercent)} % changes
        </span>
      )}
      {soft !== null && <Soft soft={soft} />}
    </p>
  );
}

/** By the second: most checks wait for no longer than some minutes. */
function Soft({ soft }: { readonly soft: SoftResult }) {
  const words = useNow((nowMs) => softWords(soft, nowMs));
  return (
    <span className="inline-flex items-center gap-1">
      <Hourglass aria-hidden className="size-3" />
      {words}
    </span>
  );
}
