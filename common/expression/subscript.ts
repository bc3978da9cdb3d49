import { characters } from './code-points';
import { Fault } from './fault';
import { hashKey } from './hash-key';
import type { Meter } from './limits';
import { quoted, reprOf } from './show';
import { Dict, isList, itemsOf, kindOf, Tuple, type Value, ValueSet } from './values';

/** `container[index]`. @throws {Fault} when there is no such item */
export function itemAt(container: Value, index: Value, meter: Meter): Value {
  if (container instanceof Dict) {
    const entry = container.entries.get(hashKey(index, meter));
    if (entry !== undefined) return entry[1];
    const known = [...container.entries.values()].slice(0, 8).map(([key]) => reprOf(key, meter));
    const hint = known.length === 0 ? 'it is empty' : `it has ${known.join(', ')}`;
    throw new Fault(`the dict has no key ${shown(index, meter)}; ${hint}.`);
  }
  const isText = typeof container === 'string';
  const items = isText ? characters(container) : itemsOf(container);
  if (items === undefined || container instanceof ValueSet) {
    throw new Fault(
      `[…] takes an item from a text, a list, a tuple or a dict, found ${kindOf(container)}.`,
    );
  }
  if (isText) meter.read(container.length);
  return items[placeOf(index, items.length)] ?? null;
}

function shown(value: Value, meter: Meter): string {
  const text = typeof value === 'string' ? quoted(value.slice(0, 60)) : reprOf(value, meter);
  return text.slice(0, 80);
}

function placeOf(index: Value, length: number): number {
  const place = typeof index === 'boolean' ? Number(index) : index;
  if (typeof place !== 'number' || !Number.isInteger(place)) {
    throw new Fault(`an index is a whole number, found ${kindOf(index)}.`);
  }
  const at = place < 0 ? place + length : place;
  if (at >= 0 && at < length) return at;
  throw new Fault(`there is no item ${place}: there are ${length}, the first of which is 0.`);
}

/** `container[from:to:step]`, each of which may be None. */
export function sliceOf(
  container: Value,
  bounds: { readonly from: Value; readonly to: Value; readonly step: Value },
  meter: Meter,
): Value {
  const isText = typeof container === 'string';
  const isSliceable = isText || isList(container) || container instanceof Tuple;
  if (!isSliceable)
    throw new Fault(`a slice is of a text, a list or a tuple, found ${kindOf(container)}.`);
  const items = isText ? characters(container) : (itemsOf(container) ?? []);
  meter.read(isText ? container.length : 0);
  const picked = pick(items, bounds);
  meter.list(isText ? 0 : picked.length);
  if (isText) return picked.join('');
  return container instanceof Tuple ? new Tuple(picked) : picked;
}

function pick(
  items: readonly Value[],
  { from, to, step }: { readonly from: Value; readonly to: Value; readonly step: Value },
): Value[] {
  const stride = boundOf(step) ?? 1;
  if (stride === 0) throw new Fault('the step of a slice is not 0.');
  const { length } = items;
  const [low, high] = stride > 0 ? [0, length] : [-1, length - 1];
  const clamp = (bound: number | undefined, otherwise: number) => {
    if (bound === undefined) return otherwise;
    return Math.min(high, Math.max(low, bound < 0 ? bound + length : bound));
  };
  const start = clamp(boundOf(from), stride > 0 ? low : high);
  const end = clamp(boundOf(to), stride > 0 ? high : low);
  const picked: Value[] = [];
  for (let at = start; stride > 0 ? at < end : at > end; at += stride) {
    const item = items[at];
    if (item !== undefined) picked.push(item);
  }
  return picked;
}

function boundOf(value: Value): number | undefined {
  if (value === null) return undefined;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  throw new Fault(`the bounds of a slice are whole numbers, found ${kindOf(value)}.`);
}
