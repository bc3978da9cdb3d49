import { afterEnd, type CheckLife, type Instant } from '@/common/domain/check-life';
import type { CheckHistoryEntry } from '@/common/domain/check-report';

const REASON = 'its pack or its file is not in force here any more';

/** What happened to the checks of which nothing is left but how they stood. */
export function endedChecks(
  lives: Iterable<readonly [id: string, life: CheckLife]>,
  isThere: (id: string) => boolean,
  at: Instant,
): CheckHistoryEntry[] {
  return [...lives].flatMap(([check, life]) =>
    isThere(check) ? [] : afterEnd(life, REASON, at).events.map((event) => ({ check, ...event })),
  );
}
