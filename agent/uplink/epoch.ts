import type { Clock } from '@/common/clock';
import type { Random } from '@/common/random';

/**
 * Names a run of the agent: nine characters of wall-clock time, so that names sort by age, and
 * fourteen of chance, so that a machine restored from a snapshot does not number reports twice alike.
 */
export function newEpoch(clock: Clock, random: Random): string {
  const time = Math.max(0, clock.wallMs()).toString(36).slice(-9).padStart(9, '0');
  return time + part(random) + part(random);
}

function part(random: Random): string {
  return Math.floor(random.next() * 2 ** 32)
    .toString(36)
    .padStart(7, '0');
}
