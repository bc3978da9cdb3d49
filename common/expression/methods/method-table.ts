import { Fault } from '../fault';
import type { Meter } from '../limits';
import { Dict, isList, kindOf, Tuple, type Value, ValueSet } from '../values';
import { DICT_METHODS, ITEM_METHODS, SET_METHODS } from './container-methods';
import { MethodArguments, type Methods } from './method-arguments';
import { TEXT_METHODS } from './text-methods';

/** In maps, so that no name reaches what every object has. */
const TEXT = tableOf(TEXT_METHODS);
const ITEMS = tableOf(ITEM_METHODS);
const DICT = tableOf(DICT_METHODS);
const SET = tableOf(SET_METHODS);

export const METHOD_NAMES: ReadonlySet<string> = new Set(
  [TEXT, ITEMS, DICT, SET].flatMap((table) => [...table.keys()]),
);

export function isMethodName(name: string): boolean {
  return METHOD_NAMES.has(name);
}

/** Calls one of the methods that are safe. @throws {Fault} for a receiver that has no such method */
export function callMethod(
  receiver: Value,
  name: string,
  given: { readonly positional: readonly Value[]; readonly named: ReadonlyMap<string, Value> },
  meter: Meter,
): Value {
  const words = new MethodArguments(given.positional, given.named, meter);
  if (typeof receiver === 'string') return call(TEXT, receiver, name, words);
  if (isList(receiver)) return call(ITEMS, receiver, name, words);
  if (receiver instanceof Tuple) return call(ITEMS, receiver.items, name, words);
  if (receiver instanceof Dict) return call(DICT, receiver, name, words);
  if (receiver instanceof ValueSet) return call(SET, receiver, name, words);
  throw new Fault(`${kindOf(receiver)} has no method ${name}.`);
}

type Table<Receiver> = ReadonlyMap<string, Methods<Receiver>[string]>;

function tableOf<Receiver>(methods: Methods<Receiver>): Table<Receiver> {
  return new Map(Object.entries(methods));
}

function call<Receiver extends Value>(
  table: Table<Receiver>,
  receiver: Receiver,
  name: string,
  given: MethodArguments,
): Value {
  const method = table.get(name);
  if (method === undefined) throw new Fault(`${kindOf(receiver)} has no method ${name}.`);
  return method(receiver, given);
}
