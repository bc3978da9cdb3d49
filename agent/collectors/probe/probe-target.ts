import { DURATION_FORM, parseDuration } from '@/common/duration';

/** One line of a list of targets, such as `https://shop/health expect=200 contains="all is well"`. */
export interface ProbeTarget {
  /** What the series and the checks call it. */
  readonly name: string;
  /** The first word. */
  readonly target: string;
  option(name: string): string | undefined;
  /** @throws {Error} when it is no duration from `min` to `max` */
  durationMs(name: string, bounds: DurationBounds): number;
  /** What is wrong with it, where: for whoever wrote the list. */
  fault(sentence: string): Error;
}

export interface DurationBounds {
  readonly defaultMs: number;
  readonly maxMs: number;
}

export interface TargetForm {
  /** Whose value it is, such as `http.targets`. */
  readonly parameter: string;
  /** Beside `name`, which each target may have. */
  readonly options: readonly string[];
  /** What a target is called that has no name of its own. */
  readonly nameOf: (target: string) => string;
}

/** More than this is work for several machines. */
export const TARGETS_MAX = 60;
const NAME_LENGTH_MAX = 120;

/** @throws {Error} naming the parameter, the target and what was expected */
export function readTargets(texts: readonly string[], form: TargetForm): ProbeTarget[] {
  if (texts.length > TARGETS_MAX) {
    throw new Error(`The parameter ${form.parameter} has more than ${TARGETS_MAX} targets.`);
  }
  const names = new Set<string>();
  return texts.map((text, index) => {
    const target = readTarget(text, index, form);
    if (names.has(target.name)) {
      throw target.fault(`another target is called ${target.name}: give one of them name=…`);
    }
    names.add(target.name);
    return target;
  });
}

function readTarget(text: string, index: number, form: TargetForm): ProbeTarget {
  const fault = (sentence: string) =>
    new Error(`The parameter ${form.parameter}, target ${index + 1} (${text}): ${sentence}.`);
  const [target, ...words] = wordsOf(text);
  if (target === undefined) throw fault('it is empty');
  const options = optionsOf(words, ['name', ...form.options], fault);
  const option = (name: string) => options.get(name);
  return {
    name: (option('name') ?? form.nameOf(target)).slice(0, NAME_LENGTH_MAX),
    ...{ target, option, fault },
    durationMs: (name, bounds) => durationIn(name, option(name), bounds, fault),
  };
}

/** Quotes keep spaces together: `contains="all is well"`. */
function wordsOf(text: string): string[] {
  const words = text.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? [];
  return words.map((word) => word.replaceAll('"', ''));
}

function optionsOf(
  words: readonly string[],
  known: readonly string[],
  fault: ProbeTarget['fault'],
): Map<string, string> {
  const options = new Map<string, string>();
  for (const word of words) {
    const [, name = '', value = ''] = /^([a-z]+)=(.*)$/s.exec(word) ?? [];
    if (!known.includes(name)) {
      const list = known.map((each) => `${each}=`).join(', ');
      throw fault(`${JSON.stringify(word)} is no option; there are ${list}`);
    }
    if (options.has(name)) throw fault(`it has ${name}= twice`);
    if (value === '') throw fault(`${name}= needs a value`);
    options.set(name, value);
  }
  return options;
}

function durationIn(
  name: string,
  text: string | undefined,
  { defaultMs, maxMs }: DurationBounds,
  fault: ProbeTarget['fault'],
): number {
  if (text === undefined) return defaultMs;
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0 && ms <= maxMs) return ms;
  throw fault(`${name}=${text}: expected ${DURATION_FORM}, at most ${maxMs / 1_000}s`);
}

/**
 * @param text such as `db.example:5432` or `[2001:db8::1]:5432`
 * @throws {Error} when it is something else, or has no port and there is no `portDefault`
 */
export function hostAndPort(
  { target, fault }: Pick<ProbeTarget, 'target' | 'fault'>,
  portDefault?: number,
): { readonly host: string; readonly port: number } {
  const [, bracketed, plain, digits] =
    /^(?:\[([\da-fA-F:.]+)\]|([^\s:/[\]@]+))(?::(\d{1,5}))?$/.exec(target) ?? [];
  const host = bracketed ?? plain;
  const port = digits === undefined ? portDefault : Number(digits);
  if (host === undefined || port === undefined || port < 1 || port > 65_535) {
    const example = portDefault === undefined ? 'db.example:5432' : `shop.example:${portDefault}`;
    throw fault(`expected a host and its port, such as ${example}`);
  }
  return { host, port };
}
