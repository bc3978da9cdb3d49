import type { Unit } from '@/common/domain/metric';
import { formatValue } from '@/common/format';

const KIB_UNITS: ReadonlySet<Unit> = new Set(['bytes', 'bytes/s', 'kB', 'MB']);

/** Distances between grid lines that read as round numbers in this unit, the smallest first. */
export function incrementsOf(unit: Unit): readonly number[] {
  return KIB_UNITS.has(unit) ? POWERS_OF_TWO : DECIMAL;
}

const POWERS_OF_TWO = Array.from({ length: 56 }, (_, exponent) => 2 ** exponent);
const DECIMAL = Array.from({ length: 16 }, (_, exponent) =>
  [1, 2, 5].map((digit) => Number(`${digit}e${exponent - 3}`)),
).flat();

/** Headroom above the highest value. */
const HEADROOM = 1.08;

/**
 * From where to where an axis goes: zero is always in it, and nothing flat lies on its edge.
 * @param valueMax the end of the scale where it is known, such as 100 for percent
 */
export function axisRange(
  dataMin: number | null,
  dataMax: number | null,
  { unit, valueMax }: { readonly unit: Unit; readonly valueMax?: number | undefined },
): [min: number, max: number] {
  const least = Math.min(0, dataMin ?? 0);
  const most = Math.max(0, dataMax ?? 0);
  if (valueMax !== undefined) return [least, Math.max(valueMax, most)];
  const smallest = smallestRange(unit);
  const max = most === 0 && least < 0 ? 0 : Math.max(most * HEADROOM, smallest);
  return [least < 0 ? Math.min(least * HEADROOM, -smallest) : 0, max];
}

function smallestRange(unit: Unit): number {
  if (KIB_UNITS.has(unit)) return 1_024;
  return unit === 'percent' ? 5 : 1;
}

/** A value beside the axis; what is drawn downwards is as positive as the rest. */
export function axisLabel(value: number, unit: Unit): string {
  if (value === 0) return '0';
  return formatValue(Math.abs(value), unit).replace('−', '');
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * A moment under the axis, in the reader's zone: the time of day, with seconds where they matter;
 * the date at midnight.
 * @param incrementMs distance to the next label
 */
export function timeLabel(atMs: number, incrementMs: number): string {
  const at = new Date(atMs);
  const midnight = at.getHours() === 0 && at.getMinutes() === 0 && at.getSeconds() === 0;
  if (midnight || incrementMs >= DAY_MS) {
    return `${at.getDate()} ${MONTHS[at.getMonth()]}`;
  }
  const hours = `${pad(at.getHours())}:${pad(at.getMinutes())}`;
  return incrementMs < MINUTE_MS ? `${hours}:${pad(at.getSeconds())}` : hours;
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
