import { floatText } from './float-text';
import type { Meter } from './limits';
import { isIntNumber } from './numbers';
import {
  Dict,
  isList,
  type List,
  Missing,
  Tuple,
  type Value,
  ValueSet,
  WholeFloat,
} from './values';

/** As Python's `str`: texts as they are, all else as `repr`. */
export function textOf(value: Value, meter: Meter): string {
  return typeof value === 'string' ? value : reprOf(value, meter);
}

/** As Python's `repr`: what would be read back as the same value. @throws {Fault} when too long */
export function reprOf(value: Value, meter: Meter): string {
  const text = writeScalar(value) ?? writeContainer(value, meter);
  meter.text(text.length);
  return text;
}

function writeScalar(value: Value): string | undefined {
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'boolean':
      return value ? 'True' : 'False';
    case 'number':
      return isIntNumber(value) ? String(value) : floatText(value);
    case 'bigint':
      return String(value);
    default:
      if (value === null) return 'None';
      return value instanceof WholeFloat ? floatText(value.number) : undefined;
  }
}

function writeContainer(value: Value, meter: Meter): string {
  const join = (items: List) =>
    joined(items.length, meter, (at) => reprOf(items[at] ?? null, meter));
  if (isList(value)) return `[${join(value)}]`;
  if (value instanceof Tuple) {
    return value.items.length === 1 ? `(${join(value.items)},)` : `(${join(value.items)})`;
  }
  if (value instanceof Dict) {
    const pairs = [...value.entries.values()];
    return `{${joined(pairs.length, meter, (at) => pairText(pairs[at] ?? [null, null], meter))}}`;
  }
  if (value instanceof ValueSet) {
    return value.items.size === 0 ? 'set()' : `{${join([...value.items.values()])}}`;
  }
  return value instanceof Missing ? `missing (${value.reason})` : '';
}

function pairText([key, value]: readonly [Value, Value], meter: Meter): string {
  return `${reprOf(key, meter)}: ${reprOf(value, meter)}`;
}

function joined(count: number, meter: Meter, write: (at: number) => string): string {
  const parts: string[] = [];
  for (let at = 0; at < count; at++) parts.push(write(at));
  meter.spend(count);
  return parts.join(', ');
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** In single quotes, unless there are some inside and no double ones. */
export function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inner = text.replace(/[\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u00a0]|['"]/gu, (character) => {
    if (character === quote) return `\\${character}`;
    if (character === "'" || character === '"') return character;
    return ESCAPES.get(character) ?? escaped(character.codePointAt(0) ?? 0);
  });
  return `${quote}${inner}${quote}`;
}

function escaped(code: number): string {
  const hex = code.toString(16);
  if (code < 0x100) return `\\x${hex.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
