import { z } from 'zod';
import { nearest } from '@/common/nearest';

/**
 * What a document has wrong, against its schema.
 * @param at where a key of the document stands: `/…/pack.yaml:3:1`
 * @param name how the document is called in its file, when it is a part of it
 * @returns one sentence: place, key, what was found, what was expected; `undefined` when it fits
 */
export function schemaFault(
  schema: z.ZodType,
  document: unknown,
  at: (keys: readonly PropertyKey[]) => string,
  name?: string,
): string | undefined {
  const issues = schema.safeParse(document).error?.issues ?? [];
  // Of a word that is written wrong both are told, that it is unknown and that another is missing.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  if (issue === undefined) return undefined;
  const nameOf = (keys: readonly PropertyKey[]) =>
    [...(name === undefined ? [] : [name]), ...keys].join('.');
  if (issue.code === 'unrecognized_keys') {
    const path = [...issue.path, issue.keys[0] ?? ''];
    const known = keysOf(schemaAt(schema, issue.path));
    return `${at(path)}: ${nameOf(path)} is not known here; ${meant(String(path.at(-1)), known)}.`;
  }
  const key = nameOf(issue.path);
  const found = valueAt(document, issue.path);
  if (found === undefined) return `${at(issue.path)}: ${key} is missing; ${expectation(issue)}.`;
  return `${at(issue.path)}: ${key === '' ? '' : `${key}: `}${expectation(issue, found)}, found ${shown(found)}.`;
}

/** A value in a sentence, cut when it is long. */
export function shown(value: unknown): string {
  const json = JSON.stringify(value) ?? String(value);
  return json.length > 80 ? `${json.slice(0, 79)}…` : json;
}

/** `did you mean port?`, or all there are. */
export function meant(word: string, known: readonly string[]): string {
  const near = nearest(word.slice(0, 64), known);
  return near === undefined ? `expected one of ${known.join(', ')}` : `did you mean ${near}`;
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'keys with values',
  record: 'keys with values',
};

function expectation(issue: z.core.$ZodIssue, found?: unknown): string {
  if (issue.code === 'invalid_type') return `expected ${TYPES[issue.expected] ?? issue.expected}`;
  if (issue.code === 'invalid_value') {
    const choices = issue.values.map(String);
    const near = typeof found === 'string' ? nearest(found.slice(0, 64), choices) : undefined;
    const hint = near === undefined ? '' : ` (did you mean ${near}?)`;
    return `expected one of ${choices.join(', ')}${hint}`;
  }
  if (issue.code === 'invalid_union') return 'expected a value of another kind';
  return issue.message.replace(/^Too (?:small|big): /, '').replace(/\.$/, '');
}

function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  let value = document;
  for (const key of path) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

function schemaAt(schema: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => childOf(bare(inner), key), schema);
}

function childOf(schema: unknown, key: PropertyKey): unknown {
  if (schema instanceof z.ZodObject) return (schema.shape as Record<PropertyKey, unknown>)[key];
  if (schema instanceof z.ZodArray) return schema.element;
  return schema instanceof z.ZodRecord ? schema.valueType : undefined;
}

function bare(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
    return bare(schema.unwrap());
  return schema;
}

function keysOf(schema: unknown): readonly string[] {
  const inner = bare(schema);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}
