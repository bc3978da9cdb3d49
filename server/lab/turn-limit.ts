import type { Clock } from '@/common/clock';
import { AppError } from '@/common/errors';

export interface TurnLimitOptions {
  readonly turns: number;
  readonly windowMs: number;
}

/**
 * Lets each person have so many turns in a stretch of time, in this process; what is over that is
 * refused. For what costs somebody else's machine something.
 */
export function createTurnLimit(clock: Clock, { turns, windowMs }: TurnLimitOptions) {
  const taken = new Map<string, number[]>();

  function forget(beforeMs: number): void {
    for (const [person, times] of taken) {
      if ((times.at(-1) ?? 0) <= beforeMs) taken.delete(person);
    }
  }

  return {
    /** @throws {AppError} TOO_MANY with when it may go well again */
    take(person: string): void {
      const nowMs = clock.nowMs();
      const since = nowMs - windowMs;
      forget(since);
      const recent = (taken.get(person) ?? []).filter((atMs) => atMs > since);
      const [first] = recent;
      if (first !== undefined && recent.length >= turns) {
        const retryAfterMs = first - since;
        const text = `At most ${turns} a minute; the next in ${Math.ceil(retryAfterMs / 1_000)} s.`;
        throw new AppError('TOO_MANY', text, { retryAfterMs });
      }
      recent.push(nowMs);
      taken.set(person, recent);
    },
  };
}
