import { parseAsString } from 'nuqs/server';

/** What of the Lab stands in the address, so that a try can be sent to somebody. */
export const labParams = {
  node: parseAsString,
  expression: parseAsString.withDefault(''),
  pack: parseAsString.withDefault(''),
};

export const EXPRESSION_LENGTH_MAX = 4_096;
