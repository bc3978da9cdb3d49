import type { Unit } from './domain/metric';

/** What stands for a number that nobody knows. Never "0". */
export const NOT_KNOWN = '—';

/**
 * A value with its unit, as every page and every command writes it.
 * @param value null or not finite is "not known"
 */
export function formatValue(value: number | null | undefined, unit: Unit): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NOT_KNOWN;
  return WRITERS[unit](value);
}

const WRITERS: Readonly<Record<Unit, (value: number) => string>> = {
  bytes: formatBytes,
  // The kernel's "kB" and "MB" in /proc are powers of 1024, see proc_meminfo(5).
  kB: (value) => formatBytes(value * 1_024),
  MB: (value) => formatBytes(value * 1_024 * 1_024),
  'bytes/s': formatByteRate,
  percent: formatPercent,
  ratio: (value) => formatNumber(value, 2),
  seconds: formatDuration,
  ms: formatMs,
  celsius: (value) => `${formatNumber(value, 1)} °C`,
  hertz: formatHertz,
  MHz: (value) => formatHertz(value * 1_000_000),
  count: formatCount,
  'per-second': (value) => `${formatCount(value)}/s`,
  tasks: (value) => formatNumber(value, 2),
  pages: (value) => `${formatCount(value)} pages`,
  jiffies: (value) => `${formatCount(value)} jiffies`,
};

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
const HERTZ_UNITS = ['Hz', 'kHz', 'MHz', 'GHz'];
const COUNT_UNITS = ['', 'k', 'M', 'G', 'T'];

/** Powers of 1024: `1.5 GiB`. */
export function formatBytes(bytes: number): string {
  return scaled(bytes, 1_024, BYTE_UNITS, 0);
}

/** Powers of 1024 a second: `1.5 MiB/s`. */
export function formatByteRate(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`;
}

/** Powers of 1000: `2.4 GHz`. */
export function formatHertz(hertz: number): string {
  return scaled(hertz, 1_000, HERTZ_UNITS, 0);
}

/** Whole up to 9,999 and in powers of 1000 from there: `9,999`, `12.3 k`. */
export function formatCount(count: number): string {
  if (Math.abs(count) < 10_000) return formatNumber(count, Math.abs(count) < 10 ? 2 : 1);
  return scaled(count, 1_000, COUNT_UNITS, 0);
}

/** One decimal where it tells something: `0.4%`, `42%`, `99.6%`; `100%` only when full. */
export function formatPercent(percent: number): string {
  const whole = Math.abs(percent) >= 9.95 && !(percent > 99 && percent < 100);
  if (whole) return `${Math.round(percent)}%`;
  const tenth = percent > 99 ? Math.floor(percent * 10) / 10 : percent;
  return `${formatNumber(tenth, 1)}%`;
}

/** At most so many decimals, none that are zero, thousands grouped: `1,234.5`. */
export function formatNumber(value: number, decimalsMax: number): string {
  const [whole = '', fraction] = String(Number(Math.abs(value).toFixed(decimalsMax))).split('.');
  if (whole.includes('e')) return value.toExponential(1);
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const text = fraction === undefined ? grouped : `${grouped}.${fraction}`;
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** As uptime(1) shows it, so that a column of them stands in line: `0.66`, `8.00`. */
export function formatLoad(load: number | null): string {
  return load === null ? NOT_KNOWN : load.toFixed(2);
}

/** Short measured times: `0.31 ms`, `12 ms`, `1.2 s`; from a minute on as `formatDuration`. */
export function formatMs(durationMs: number): string {
  if (durationMs < 1) return `${formatNumber(durationMs, 2)} ms`;
  if (durationMs < 10) return `${formatNumber(durationMs, 1)} ms`;
  if (durationMs < 999.5) return `${Math.round(durationMs)} ms`;
  if (durationMs < 59_950) return `${formatNumber(durationMs / 1_000, 1)} s`;
  return formatDuration(durationMs / 1_000);
}

const DAY_S = 86_400;
const HOUR_S = 3_600;

/** The two largest parts: `45 s`, `3 min 5 s`, `2 h 10 min`, `41 d 3 h`. */
export function formatDuration(durationSeconds: number): string {
  const seconds = Math.max(0, Math.floor(durationSeconds));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < HOUR_S) return parts(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  if (seconds < DAY_S) {
    return parts(Math.floor(seconds / HOUR_S), 'h', Math.floor((seconds % HOUR_S) / 60), 'min');
  }
  const hours = Math.floor((seconds % DAY_S) / HOUR_S);
  return parts(Math.floor(seconds / DAY_S), 'd', hours, 'h');
}

/** How long ago, in one part: `now`, `12 s`, `3 min`, `5 h`, `41 d`. A future time is `now`. */
export function formatAge(ageMs: number): string {
  const seconds = Math.floor(ageMs / 1_000);
  if (seconds < 1) return 'now';
  if (seconds < 60) return `${seconds} s`;
  if (seconds < HOUR_S) return `${Math.floor(seconds / 60)} min`;
  if (seconds < DAY_S) return `${Math.floor(seconds / HOUR_S)} h`;
  return `${Math.floor(seconds / DAY_S)} d`;
}

/** As `formatAge`, to stand alone in a sentence: `just now`, `12 s ago`. */
export function formatAgo(ageMs: number): string {
  const age = formatAge(ageMs);
  return age === 'now' ? 'just now' : `${age} ago`;
}

/**
 * The moment itself, to the second and with its zone: `2026-11-22 14:03:09 UTC`.
 * @param timeZone IANA name; without it, the reader's own
 */
export function formatExact(atMs: number, timeZone?: string): string {
  const part = Object.fromEntries(
    formatterOf(timeZone)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, value]),
  );
  const date = `${part.year}-${part.month}-${part.day}`;
  return `${date} ${part.hour}:${part.minute}:${part.second} ${part.timeZoneName}`;
}

/** Making one costs fifty times what using it does, and a page has hundreds of moments. */
const formatters = new Map<string | undefined, Intl.DateTimeFormat>();

function formatterOf(timeZone: string | undefined): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
    ...(timeZone === undefined ? {} : { timeZone }),
  });
  formatters.set(timeZone, made);
  return made;
}

/** `1 node`, `3 nodes`, `12.3 k nodes`. */
export function formatPlural(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}

function parts(large: number, largeUnit: string, small: number, smallUnit: string): string {
  const first = `${large} ${largeUnit}`;
  return small === 0 ? first : `${first} ${small} ${smallUnit}`;
}

/** Three digits at most: one decimal below 100. What would round up to the next unit takes it. */
function scaled(
  value: number,
  base: number,
  units: readonly string[],
  decimalsOfFirst: number,
): string {
  let rest = Math.abs(value);
  let step = 0;
  while (rest >= base - (step === 0 ? 0 : 0.5) && step < units.length - 1) {
    rest /= base;
    step += 1;
  }
  const decimals = step === 0 ? decimalsOfFirst : rest < 99.95 ? 1 : 0;
  const unit = units[step] ?? '';
  return `${value < 0 ? '−' : ''}${formatNumber(rest, decimals)}${unit === '' ? '' : ` ${unit}`}`;
}
