import {
  definitionOf,
  PARAMETER_NAME_FORM,
  type ParameterDefinition,
  type ParameterValue,
  parameterDefinition,
  parameterMisfit,
} from '@/common/domain/parameter';
import { meant, schemaFault, shown } from './schema-fault';
import type { YamlText } from './yaml-text';

/** What one file says of one parameter. */
export interface ParameterEntry {
  readonly name: string;
  readonly definition: ParameterDefinition;
  readonly value: ParameterValue;
  readonly place: string;
}

export interface ParametersRead {
  readonly entries: readonly ParameterEntry[];
  /** Sentences that begin with their place; what they concern is not among the entries. */
  readonly faults: readonly string[];
}

export interface ParametersAround {
  readonly pack: string;
  /** What weaker levels define. */
  readonly known: ReadonlyMap<string, ParameterDefinition>;
  /** The original's form, where a value and the comment above it are the definition. */
  readonly isOriginal: boolean;
}

/** Reads a file of parameters: definitions, and plain values for what weaker levels define. */
export function readParameters(yaml: YamlText, around: ParametersAround): ParametersRead {
  const { value } = yaml;
  if (value === null) return { entries: [], faults: [] };
  if (typeof value !== 'object' || Array.isArray(value)) {
    return { entries: [], faults: [`${yaml.at([])}: expected names of parameters with values.`] };
  }
  const entries: ParameterEntry[] = [];
  const faults: string[] = [];
  for (const [name, said] of Object.entries(value)) {
    const read = readParameter(name, said, yaml, around);
    if (typeof read === 'string') faults.push(read);
    else entries.push(read);
  }
  return { entries, faults };
}

function readParameter(
  name: string,
  said: unknown,
  yaml: YamlText,
  around: ParametersAround,
): ParameterEntry | string {
  const place = yaml.at([name]);
  if (!PARAMETER_NAME_FORM.test(name)) {
    return `${place}: ${shown(name)} is no name of a parameter; expected letters, digits, _ and -.`;
  }
  if (isMap(said)) return readDefinition(name, said, yaml);
  const definition = around.known.get(name) ?? inferred(name, said, yaml, around);
  if (definition === undefined) return `${place}: ${unknownParameter(name, said, around)}`;
  const misfit = parameterMisfit(definition, said);
  if (misfit !== undefined)
    return `${place}: ${name}: expected ${misfit}, found ${foundIn(definition, said)}.`;
  return { name, definition, value: said as ParameterValue, place };
}

function readDefinition(name: string, said: object, yaml: YamlText): ParameterEntry | string {
  const fault = schemaFault(parameterDefinition, said, (keys) => yaml.at([name, ...keys]), name);
  if (fault !== undefined) return fault;
  const definition = parameterDefinition.parse(said);
  const misfit = parameterMisfit(definition, definition.default);
  if (misfit === undefined) {
    return { name, definition, value: definition.default, place: yaml.at([name, 'default']) };
  }
  return `${yaml.at([name, 'default'])}: ${name}.default: expected ${misfit}, found ${foundIn(definition, said)}.`;
}

function inferred(name: string, said: unknown, yaml: YamlText, { isOriginal }: ParametersAround) {
  return isOriginal ? definitionOf(said, yaml.commentAbove(name)) : undefined;
}

function unknownParameter(
  name: string,
  said: unknown,
  { pack, known, isOriginal }: ParametersAround,
) {
  if (isOriginal)
    return `${name}: expected a number, a text, true or false, or a list of texts, found ${shown(said)}.`;
  if (known.size === 0) {
    return `${name}: the pack ${pack} defines no parameters; a definition is { type, default, help }.`;
  }
  return `${name} is no parameter of the pack ${pack}; ${meant(name, [...known.keys()])}.`;
}

/** A secret stands in no message. */
function foundIn({ secret }: ParameterDefinition, said: unknown): string {
  return secret === true
    ? 'something else'
    : shown(isMap(said) && 'default' in said ? said.default : said);
}

function isMap(value: unknown): value is object {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
