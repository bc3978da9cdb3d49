import { type DetectorDefinition, readDetector } from '@/common/domain/read-detector';
import { AppError } from '@/common/errors';
import type { Language } from '@/common/expression/parser';
import { createProgram, type Program } from '@/common/expression/program';
import { createTemplate, type Template } from '@/common/expression/template';
import { GROUP_NAME_FORM, isGroupName } from '@/common/group-set/group-set';
import { collectorsOf } from '../expression/collectors-of';
import type { DefinitionFile, PackFileJudge } from '../packs/pack-tree';
import { faultOf, placed } from '../packs/placed';

/** A detector whose expressions are compiled. */
export interface CompiledDetector {
  /** `system.distribution`: the pack and the file. */
  readonly id: string;
  readonly file: DefinitionFile;
  readonly definition: DetectorDefinition;
  readonly condition: Program;
  readonly groups: readonly Template[];
  /** The collectors that it reads from. */
  readonly collectors: ReadonlySet<string>;
}

/** @throws {AppError} INVALID with the file, the line and what is wrong there */
export function compileDetector(file: DefinitionFile, language: Language): CompiledDetector {
  const definition = readDetector(file);
  if ('problem' in definition) {
    const { path, message } = definition.problem;
    throw new AppError('INVALID', `${file.at(path)}: ${message}`);
  }
  const [ifKey, groupsKey] =
    file.root === undefined ? ['if', 'groups'] : ['apply_if', 'add_groups'];
  const condition = placed(file, [ifKey], () => createProgram(definition.condition, language));
  const groups = definition.groups.map((text, at) =>
    placed(file, [groupsKey, at], () => groupTemplate(text, file.at([groupsKey, at]), language)),
  );
  const programs = [condition, ...groups.flatMap((template) => template.programs)];
  return {
    id: `${file.pack}.${file.name}`,
    file,
    definition,
    condition,
    groups,
    collectors: new Set(programs.flatMap(({ tree }) => collectorsOf(tree))),
  };
}

/** What is wrong with a file of detectors, for the loader of packs. */
export function judgeDetector(language: Language): PackFileJudge {
  return (file) => faultOf(() => compileDetector(file, language));
}

/** A name without references is known now, and so is whether a group can be called so. */
function groupTemplate(text: string, place: string, language: Language): Template {
  const template = createTemplate(text, language);
  const wrong = template.programs.length > 0 ? undefined : groupsIn(text).wrong[0];
  if (wrong === undefined) return template;
  throw new AppError('INVALID', `${place}: ${wrong}`);
}

export interface NamedGroups {
  readonly names: readonly string[];
  /** Sentences on those that cannot be names. */
  readonly wrong: readonly string[];
}

/** The names in a filled template, which has commas between where it was given a list. */
export function groupsIn(text: string): NamedGroups {
  const words = text.split(',').map((word) => word.trim());
  const names = words.filter(isGroupName);
  const wrong = words
    .filter((word) => !isGroupName(word))
    .map((word) => `expected ${GROUP_NAME_FORM} as the name of a group, found ${shown(word)}`);
  return { names: [...new Set(names)], wrong };
}

function shown(word: string): string {
  return word === '' ? 'nothing' : JSON.stringify(word.slice(0, 140));
}
