import { z } from 'zod';
import { createPath, pathText } from '../expression/path';
import {
  type DefinitionProblem,
  definitionProblem,
  expression,
  line,
  summary,
} from './definition-form';

/** A role as its file says it; expressions are texts still. */
export interface RoleDefinition {
  readonly summary: string;
  /** Who plays it, by a group set expression; null for every node that has its pack. */
  readonly group: string | null;
  /** An expression over `{{checks.<pack>.<name>.state}}`. */
  readonly healthyIf: string;
}

export type ReadRole = RoleDefinition | { readonly problem: DefinitionProblem };

/** What a pack file holds, as the loader of packs hands it out. */
export interface RoleDocument {
  readonly document: unknown;
  /** `service` for a check of the original with a role that follows it. */
  readonly root: string | undefined;
  readonly pack: string;
  readonly name: string;
}

const ownRole = z.strictObject({
  summary,
  group: line.max(1_024).optional(),
  healthy_if: expression,
});

const group = z.object({ if_group: line.max(1_024).optional(), display_name: line.optional() });
const originalService = group.extend({ check: group.optional() });

/** Gives the content of a file of roles its meaning, or that of a service of the original. */
export function readRole(file: RoleDocument): ReadRole {
  if (file.root === 'service') return fromService(file);
  const read = ownRole.safeParse(file.document);
  if (!read.success) return { problem: definitionProblem(read.error, 'a role') };
  const { group = '*', healthy_if: healthyIf, ...rest } = read.data;
  return { ...rest, healthyIf, group: group === '*' ? null : group };
}

/** It is as well as the check inside of it. */
function fromService({ document, pack, name }: RoleDocument): ReadRole {
  const read = originalService.safeParse(document);
  if (!read.success) return { problem: definitionProblem(read.error, 'a service') };
  const { check = {}, ...service } = read.data;
  const members = check.if_group ?? service.if_group ?? '*';
  const state = pathText(createPath('checks', [pack, name, 'state']));
  return {
    summary: check.display_name ?? service.display_name ?? name,
    group: members === '*' ? null : members,
    healthyIf: `{{${state}}} == 'ok'`,
  };
}
