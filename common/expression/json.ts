import type { Json } from '@/common/json';
import { Fault } from './fault';
import type { Meter } from './limits';
import { reprOf } from './show';
import { Dict, type HashKey, isList, itemsOf, Missing, type Value, WholeFloat } from './values';

const DEPTH_MAX = 64;

/** Data as values: objects become dicts that have nothing but their own keys. */
export function fromJson(json: Json, depth = 0): Value {
  if (typeof json !== 'object' || json === null) return json;
  if (depth > DEPTH_MAX)
    return new Missing(`these data are nested deeper than ${DEPTH_MAX} levels`);
  if (isJsonList(json)) return json.map((item) => fromJson(item, depth + 1));
  const entries = new Map<HashKey, readonly [Value, Value]>();
  for (const [key, value] of Object.entries(json)) {
    entries.set(`s${key}`, [key, fromJson(value, depth + 1)]);
  }
  return new Dict(entries);
}

function isJsonList(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}

/**
 * A value as data; a missing one is null, a tuple and a set are lists, keys are texts.
 * @throws {Fault} when it is too large
 */
export function toJson(value: Value, meter: Meter): Json {
  meter.spend(1);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'string') {
    meter.read(value.length);
    return value;
  }
  if (value === null || typeof value === 'boolean') return value;
  if (value instanceof WholeFloat) return value.number;
  if (value instanceof Missing) return null;
  if (value instanceof Dict) return dictToJson(value, meter);
  const items = isList(value) ? value : itemsOf(value);
  if (items === undefined) throw new Fault('this value has no form as JSON.');
  return items.map((item) => toJson(item, meter));
}

function dictToJson({ entries }: Dict, meter: Meter): Json {
  return Object.fromEntries(
    [...entries.values()].map(([key, item]) => [
      typeof key === 'string' ? key : reprOf(key, meter),
      toJson(item, meter),
    ]),
  );
}
