import { type RoleDefinition, readRole } from '@/common/domain/read-role';
import { AppError } from '@/common/errors';
import type { Language } from '@/common/expression/parser';
import type { Path } from '@/common/expression/path';
import { createProgram, type Program } from '@/common/expression/program';
import { childrenOf, type Node } from '@/common/expression/syntax';
import { compileGroupSet } from '@/common/group-set/group-set';
import { readGroupSet } from '@/common/group-set/read-group-set';
import type { DefinitionFile, PackFileJudge } from '../packs/pack-tree';
import { faultOf, placed } from '../packs/placed';

/** A role whose expression is compiled. */
export interface CompiledRole {
  /** `web.shop`: the pack and the file. */
  readonly id: string;
  readonly file: DefinitionFile;
  readonly definition: RoleDefinition;
  readonly healthyIf: Program;
  /** Whether it is played by a node that is in these groups; null for every node. */
  readonly isFor: ((groups: ReadonlySet<string>) => boolean) | null;
  /** Where its condition looks at checks. */
  readonly paths: readonly Path[];
}

/** The word with which the paths to checks begin. */
export const CHECKS_ROOT = 'checks';

/** @throws {AppError} INVALID with the file, the line and what is wrong there */
export function compileRole(file: DefinitionFile, language: Language): CompiledRole {
  const definition = readRole(file);
  if ('problem' in definition) {
    const { path, message } = definition.problem;
    throw new AppError('INVALID', `${file.at(path)}: ${message}`);
  }
  const { group } = definition;
  const ofRoles = { ...language, roots: new Set([...language.roots, CHECKS_ROOT]) };
  const healthyIf = placed(file, ['healthy_if'], () =>
    createProgram(definition.healthyIf, ofRoles),
  );
  return {
    id: `${file.pack}.${file.name}`,
    file,
    definition,
    healthyIf,
    isFor:
      group === null ? null : placed(file, ['group'], () => compileGroupSet(readGroupSet(group))),
    paths: pathsOf(healthyIf.tree).filter(({ root }) => root === CHECKS_ROOT),
  };
}

/** What is wrong with a file of roles, for the loader of packs. */
export function judgeRole(language: Language): PackFileJudge {
  return (file) => faultOf(() => compileRole(file, language));
}

function pathsOf(node: Node): Path[] {
  const inner = childrenOf(node).flatMap(pathsOf);
  return node.kind === 'reference' ? [...inner, ...node.paths] : inner;
}
