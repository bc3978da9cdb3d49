import { formatBraces } from '../brace-format';
import { characters, lengthOf, sliceText } from '../code-points';
import { Fault } from '../fault';
import { padEnd, padStart } from '../number-format';
import { indexOf, lastIndexOf, splitAt } from '../text-search';
import { itemsOf, kindOf, Tuple, type Value } from '../values';
import type { MethodArguments, Methods } from './method-arguments';

/** What can be asked of a text, as in Python. */
export const TEXT_METHODS: Methods<string> = {
  upper: (text, given) => sized(given.count(0, 0), text.toUpperCase()),
  lower: (text, given) => sized(given.count(0, 0), text.toLowerCase()),
  casefold: (text, given) => sized(given.count(0, 0), text.toLowerCase()),
  capitalize: (text, given) =>
    sized(
      given.count(0, 0),
      sliceText(text, 0, 1).toUpperCase() + sliceText(text, 1, text.length).toLowerCase(),
    ),
  title: (text, given) =>
    sized(
      given.count(0, 0),
      text.replace(
        /\p{L}+/gu,
        (word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase(),
      ),
    ),
  swapcase: (text, given) =>
    sized(
      given.count(0, 0),
      text.replace(/\p{L}/gu, (letter) =>
        letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase(),
      ),
    ),
  strip: (text, given) => stripped(text, given, { left: true, right: true }),
  lstrip: (text, given) => stripped(text, given, { left: true, right: false }),
  rstrip: (text, given) => stripped(text, given, { left: false, right: true }),
  removeprefix: (text, given) => {
    const prefix = given.count(1, 1).text(0);
    return text.startsWith(prefix) ? text.slice(prefix.length) : text;
  },
  removesuffix: (text, given) => {
    const suffix = given.count(1, 1).text(0);
    return suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text;
  },
  split: (text, given) => split(text, given.count(0, 2)),
  rsplit: (text, given) => splitFromEnd(text, given.count(0, 2)),
  splitlines: (text, given) =>
    listed(
      given.count(0, 0),
      text
        .replace(/(?:\r\n|[\n\r\v\f])$/, '')
        .split(/\r\n|[\n\r\v\f]/)
        .slice(text === '' ? 1 : 0),
    ),
  partition: (text, given) =>
    partition(text, indexOf(text, given.count(1, 1).text(0)), given.text(0)),
  rpartition(text, given) {
    const at = lastIndexOf(text, given.count(1, 1).text(0));
    return at === -1 ? new Tuple(['', '', text]) : partition(text, at, given.text(0));
  },
  join: (text, given) => joined(text, given.count(1, 1)),
  replace: (text, given) => replaced(text, given.count(2, 3)),
  startswith: (text, given) => affixes(given).some((affix) => text.startsWith(affix)),
  endswith: (text, given) => affixes(given).some((affix) => text.endsWith(affix)),
  find: (text, given) => positionOf(text, indexOf(text, given.count(1, 1).text(0))),
  rfind: (text, given) => positionOf(text, lastIndexOf(text, given.count(1, 1).text(0))),
  index(text, given) {
    const at = indexOf(text, given.count(1, 1).text(0));
    if (at === -1) throw new Fault('the text does not contain what index looks for.');
    return positionOf(text, at);
  },
  count: (text, given) => occurrences(text, given.count(1, 1)),
  zfill(text, given) {
    const [, sign = '', rest = ''] = /^([-+]?)(.*)$/s.exec(text) ?? [];
    return padTo(given.count(1, 1), (width) => sign + padStart(rest, width - sign.length, '0'));
  },
  ljust: (text, given) => padTo(given.count(1, 2), (width, fill) => padEnd(text, width, fill)),
  rjust: (text, given) => padTo(given.count(1, 2), (width, fill) => padStart(text, width, fill)),
  center: (text, given) =>
    padTo(given.count(1, 2), (width, fill) => {
      const room = Math.max(0, width - lengthOf(text));
      const left = Math.floor(room / 2) + (room & width & 1);
      return fill.repeat(left) + text + fill.repeat(room - left);
    }),
  isdigit: (text, given) => isAll(text, given, /^\p{Nd}+$/u),
  isdecimal: (text, given) => isAll(text, given, /^\p{Nd}+$/u),
  isnumeric: (text, given) => isAll(text, given, /^\p{N}+$/u),
  isalpha: (text, given) => isAll(text, given, /^\p{L}+$/u),
  isalnum: (text, given) => isAll(text, given, /^[\p{L}\p{N}]+$/u),
  isspace: (text, given) => isAll(text, given, /^\s+$/u),
  isupper: (text, given) => isAll(text, given, /^[^\p{Ll}]*\p{Lu}[^\p{Ll}]*$/u),
  islower: (text, given) => isAll(text, given, /^[^\p{Lu}]*\p{Ll}[^\p{Lu}]*$/u),
  format: (text, { positional, named, meter }) => formatBraces(text, positional, named, meter),
};

function sized({ meter }: MethodArguments, text: string): string {
  meter.text(text.length);
  return text;
}

function listed({ meter }: MethodArguments, items: readonly string[]): Value {
  meter.list(items.length);
  return items;
}

function isAll(text: string, given: MethodArguments, form: RegExp): boolean {
  given.count(0, 0).meter.read(text.length);
  return form.test(text);
}

function stripped(
  text: string,
  given: MethodArguments,
  sides: { readonly left: boolean; readonly right: boolean },
): string {
  const wanted = given.count(0, 1).optionalText(0);
  const letters = characters(text);
  const chars = wanted === undefined ? undefined : new Set(characters(wanted));
  const isStripped = (letter = '') =>
    chars === undefined ? letter !== '' && letter.trim() === '' : chars.has(letter);
  given.meter.read(letters.length);
  let [start, end] = [0, letters.length];
  while (sides.left && start < end && isStripped(letters[start])) start += 1;
  while (sides.right && end > start && isStripped(letters[end - 1])) end -= 1;
  return letters.slice(start, end).join('');
}

function separatorOf(given: MethodArguments): string | undefined {
  const separator = given.optionalText(0);
  if (separator === '') throw new Fault('a text cannot be split at nothing.');
  return separator;
}

function split(text: string, given: MethodArguments): Value {
  const separator = separatorOf(given);
  const times = given.integer(1, -1);
  given.meter.read(text.length);
  if (separator === undefined) return splitAtSpace(text, given, times);
  const parts = splitAt(text, separator);
  if (times < 0 || parts.length <= times + 1) return listed(given, parts);
  return listed(given, [...parts.slice(0, times), parts.slice(times).join(separator)]);
}

function splitAtSpace(text: string, given: MethodArguments, times: number): Value {
  const words = text.split(/\s+/).filter((word) => word !== '');
  if (times < 0 || words.length <= times + 1) return listed(given, words);
  let rest = text.trimStart();
  for (let at = 0; at < times; at++) rest = rest.slice(words[at]?.length ?? 0).trimStart();
  return listed(given, [...words.slice(0, times), rest]);
}

function splitFromEnd(text: string, given: MethodArguments): Value {
  const times = given.integer(1, -1);
  if (times < 0) return split(text, given);
  const separator = separatorOf(given);
  if (separator === undefined) throw new Fault('rsplit with a number needs a separator.');
  given.meter.read(text.length);
  const parts = splitAt(text, separator);
  const head = parts.slice(0, Math.max(1, parts.length - times));
  return listed(given, [head.join(separator), ...parts.slice(head.length)]);
}

function partition(text: string, at: number, separator: string): Value {
  if (separator === '') throw new Fault('a text cannot be split at nothing.');
  if (at === -1) return new Tuple([text, '', '']);
  return new Tuple([text.slice(0, at), separator, text.slice(at + separator.length)]);
}

function joined(separator: string, given: MethodArguments): string {
  const value = given.value(0);
  const items = typeof value === 'string' ? characters(value) : itemsOf(value);
  if (items === undefined) throw new Fault(`join takes a list of texts, found ${kindOf(value)}.`);
  given.meter.spend(items.length);
  let length = 0;
  for (const item of items) {
    if (typeof item !== 'string')
      throw new Fault(`join takes a list of texts, found ${kindOf(item)} in it.`);
    length += item.length + separator.length;
  }
  given.meter.text(length);
  return items.join(separator);
}

function replaced(text: string, given: MethodArguments): string {
  const [old, fresh] = [given.text(0), given.text(1)];
  const times = given.integer(2, -1);
  const parts = old === '' ? ['', ...characters(text), ''] : splitAt(text, old);
  const count = times < 0 ? parts.length - 1 : Math.min(times, parts.length - 1);
  given.meter.text(text.length + count * fresh.length);
  const head = parts.slice(0, count + 1).join(fresh);
  const rest = parts.slice(count + 1);
  return rest.length === 0 ? head : [head, ...rest].join(old);
}

function affixes(given: MethodArguments): readonly string[] {
  const value = given.count(1, 1).value(0);
  return value instanceof Tuple
    ? value.items.filter((item) => typeof item === 'string')
    : [given.text(0)];
}

/** In characters rather than UTF-16 units. */
function positionOf(text: string, at: number): number {
  return at === -1 ? -1 : lengthOf(text.slice(0, at));
}

function occurrences(text: string, given: MethodArguments): number {
  const wanted = given.text(0);
  given.meter.read(text.length);
  return wanted === '' ? lengthOf(text) + 1 : splitAt(text, wanted).length - 1;
}

function padTo(given: MethodArguments, pad: (width: number, fill: string) => string): string {
  const width = given.integer(0, 0);
  const fill = given.optionalText(1) ?? ' ';
  if (lengthOf(fill) !== 1) throw new Fault('what fills the room is one character.');
  given.meter.text(Math.max(0, width));
  return pad(width, fill);
}
