import { join } from 'node:path';
import { isMap, parse, parseDocument } from 'yaml';
import type { ParameterDefinition, ParameterValue } from '@/common/domain/parameter';
import { parameterMisfit } from '@/common/domain/parameter';
import { AppError } from '@/common/errors';
import { type OverloadPlace, readOverload, writeOverload } from './overload-place';
import type { PackParameter } from './pack-tree';

const FILES = ['parameters.yaml', 'parameters.yml', 'parameters/parameters.yml'];

/**
 * What somebody wrote on a command line, as a value of the parameter.
 * @throws {AppError} INVALID with what was expected; the text of a secret is not told
 */
export function parameterValueOf(
  name: string,
  text: string,
  definition: ParameterDefinition,
): ParameterValue {
  const value = readValue(text, definition);
  const misfit = parameterMisfit(definition, value);
  if (misfit === undefined) return value as ParameterValue;
  const found = definition.secret === true ? 'something else' : JSON.stringify(text);
  throw new AppError('INVALID', `${name}: expected ${misfit}, found ${found}.`);
}

function readValue(text: string, { type }: ParameterDefinition): unknown {
  if (type === 'string') return text;
  if (type === 'strings' && !text.trimStart().startsWith('[')) {
    return text.split(',').flatMap((word) => (word.trim() === '' ? [] : [word.trim()]));
  }
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Writes one parameter at a level; everything else in the file stays, comments too.
 * @returns the file
 * @throws {AppError} CONFLICT when the file that is there is no YAML; FORBIDDEN for a link
 */
export function setParameter(
  place: OverloadPlace,
  { name }: PackParameter,
  value: ParameterValue,
): string {
  const candidates = FILES.map((file) => join(place.directory, file));
  const there = candidates.find((path) => readOverload(path) !== undefined);
  const path = there ?? join(place.directory, 'parameters.yaml');
  const document = parseDocument(readOverload(path) ?? '');
  if (document.errors.length > 0 || !(document.contents === null || isMap(document.contents))) {
    throw new AppError('CONFLICT', `${path} is wrong already; "opsbro packs check" says where.`);
  }
  const isDefined = isMap(document.get(name));
  document.setIn(isDefined ? [name, 'default'] : [name], value);
  writeOverload(place, path, String(document));
  return path;
}
