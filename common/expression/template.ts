import type { Surroundings } from './frame';
import { Meter } from './limits';
import type { Language } from './parser';
import { createProgram, type Program } from './program';
import { referenceEnd } from './reference-end';
import { textOf } from './show';
import { isList, Missing, type Value } from './values';

/** A text with references in it, such as the name of a group: `zone::{{configuration.zone}}`. */
export interface Template {
  readonly text: string;
  /** Its references. */
  readonly programs: readonly Program[];
  /** @returns a missing value when one of its references is */
  fill(around: Surroundings): string | Missing;
}

/**
 * Reads a text outside of any quotes. A list in it is written with commas between, as the groups of
 * a detector want it.
 * @throws {ExpressionError} for a reference that is wrong
 */
export function createTemplate(text: string, language: Language): Template {
  const parts = [...partsOf(text, language)];
  return {
    text,
    programs: parts.filter((part) => typeof part !== 'string'),
    fill(around) {
      const meter = new Meter();
      const pieces: string[] = [];
      for (const part of parts) {
        const value = typeof part === 'string' ? part : part.evaluate(around);
        if (value instanceof Missing) return value;
        pieces.push(written(value, meter));
      }
      return pieces.join('');
    },
  };
}

function* partsOf(text: string, language: Language): Generator<string | Program> {
  let at = 0;
  for (let start = text.indexOf('{{'); start !== -1; start = text.indexOf('{{', at)) {
    if (start > at) yield text.slice(at, start);
    const end = referenceEnd(text, start, text.length) ?? text.length;
    yield createProgram(text.slice(start, end), language);
    at = end;
  }
  if (at < text.length) yield text.slice(at);
}

function written(value: Value, meter: Meter): string {
  if (!isList(value)) return textOf(value, meter);
  return value.map((item) => textOf(item, meter)).join(',');
}
