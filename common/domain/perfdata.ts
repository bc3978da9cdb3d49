import { z } from 'zod';
import type { MetricKind, Unit } from './metric';
import { machineText } from './text';

export const perfValue = z.strictObject({
  label: machineText(200, 1),
  value: z.number(),
  /** As the plugin wrote it: `s`, `ms`, `us`, `%`, `B`, `KB`, `c` or nothing. */
  unit: machineText(10),
  /** Ranges as the plugin wrote them, such as `10:20` or `@~:5`; empty when it gave none. */
  warning: machineText(64),
  critical: machineText(64),
  min: z.number().nullable(),
  max: z.number().nullable(),
});

/** One number that a plugin measured, with its thresholds. */
export type PerfValue = z.infer<typeof perfValue>;

const VALUES_MAX = 200;
const NUMBER = String.raw`[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?`;
/** `'label'=value[UOM];[warn];[crit];[min];[max]`; a quote in a label is written twice. */
const ITEM = new RegExp(
  String.raw`(?:'((?:[^']|''){1,200})'|([^\s='|]{1,200}))=(${NUMBER}|U)([^\d\s;.,+-][^\s;]{0,9})?((?:;[^\s;]{0,64}){0,4})(?=[\s;]|$)`,
  'gy',
);

/**
 * What stands behind the `|` of a plugin's output; what is malformed is passed over.
 * https://www.monitoring-plugins.org/doc/guidelines.html#AEN200
 */
export function parsePerfdata(text: string): PerfValue[] {
  const values: PerfValue[] = [];
  for (let at = 0; at < text.length && values.length < VALUES_MAX; ) {
    ITEM.lastIndex = at;
    const match = ITEM.exec(text);
    if (match === null) {
      at = nextItem(text, at);
      continue;
    }
    at = ITEM.lastIndex + 1;
    const value = perfValueOf(match);
    if (value !== undefined) values.push(value);
  }
  return values;
}

/** Behind the next white space; a label without its value is skipped as a whole word. */
function nextItem(text: string, from: number): number {
  const space = text.slice(from).search(/\s/);
  return space === -1 ? text.length : from + space + 1;
}

/** @returns `undefined` for `U`: the plugin could not tell the value */
function perfValueOf([, quoted, plain, number = '', unit = '', rest = '']: RegExpExecArray):
  | PerfValue
  | undefined {
  const value = number === 'U' ? Number.NaN : Number(number);
  if (!Number.isFinite(value)) return undefined;
  const [, warning = '', critical = '', min = '', max = ''] = rest.split(';');
  const label = quoted === undefined ? (plain ?? '') : quoted.replaceAll("''", "'");
  return { label, value, unit, warning, critical, min: finite(min), max: finite(max) };
}

function finite(text: string): number | null {
  const value = Number(text);
  return text === '' || !Number.isFinite(value) ? null : value;
}

interface Measure {
  readonly unit: Unit;
  readonly factor: number;
  readonly kind: MetricKind;
}

const MEASURES: Readonly<Record<string, Measure>> = {
  s: { unit: 'seconds', factor: 1, kind: 'gauge' },
  ms: { unit: 'ms', factor: 1, kind: 'gauge' },
  us: { unit: 'ms', factor: 1e-3, kind: 'gauge' },
  '%': { unit: 'percent', factor: 1, kind: 'gauge' },
  b: { unit: 'bytes', factor: 1, kind: 'gauge' },
  kb: { unit: 'bytes', factor: 1e3, kind: 'gauge' },
  mb: { unit: 'bytes', factor: 1e6, kind: 'gauge' },
  gb: { unit: 'bytes', factor: 1e9, kind: 'gauge' },
  tb: { unit: 'bytes', factor: 1e12, kind: 'gauge' },
  kib: { unit: 'bytes', factor: 2 ** 10, kind: 'gauge' },
  mib: { unit: 'bytes', factor: 2 ** 20, kind: 'gauge' },
  gib: { unit: 'bytes', factor: 2 ** 30, kind: 'gauge' },
  c: { unit: 'count', factor: 1, kind: 'counter' },
};

/** How a plugin's unit is stored as a metric; a unit that nobody knows is a count. */
export function measureOf(unit: string): Measure {
  const key = unit.toLowerCase();
  const known = Object.hasOwn(MEASURES, key) ? MEASURES[key] : undefined;
  return known ?? { unit: 'count', factor: 1, kind: 'gauge' };
}
