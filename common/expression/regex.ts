import { messageOf } from '../errors';
import { Fault } from './fault';
import { LIMITS } from './limits';

/**
 * Regular expressions whose time grows with the text and not with the pattern's cunning: JavaScript's
 * own may take minutes for thirty characters, so they are never used for a pattern of a person.
 */
export interface Regex {
  /** @throws {Error} saying what is wrong with the pattern */
  compile(pattern: string, options: { readonly ignoreCase: boolean }): Pattern;
}

export interface Pattern {
  /** States that each character of a text is held against, at worst. */
  readonly size: number;
  /** Whether it matches anywhere in the text. */
  test(text: string): boolean;
}

/** Comparisons of a state and a character in one search: 40 ms at worst. */
const WORK_MAX = 4_000_000;

/** Linear in the text is not yet quick: `.{1000}` some thirty times takes 20 s for 65,000 characters. */
export function isSearchable(pattern: Pattern, text: string): boolean {
  return pattern.size * text.length <= WORK_MAX;
}

/** @throws {Fault} for a pattern that is wrong or too long */
export function compiledPattern(regex: Regex, pattern: string, ignoreCase: boolean): Pattern {
  if (pattern.length > LIMITS.patternLength) {
    throw new Fault(`a pattern has at most ${LIMITS.patternLength} characters.`);
  }
  try {
    return regex.compile(pattern, { ignoreCase });
  } catch (error) {
    throw new Fault(`the pattern is wrong: ${messageOf(error)}.`);
  }
}
