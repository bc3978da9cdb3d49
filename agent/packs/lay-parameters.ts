import type { PackLevel } from '@/common/domain/pack';
import type { ParameterDefinition } from '@/common/domain/parameter';
import type { PackMemory } from './pack-memory';
import type { PackEntry } from './pack-source';
import type { PackFault, PackParameter } from './pack-tree';
import { readGood } from './read-good';
import { type ParameterEntry, readParameters } from './read-parameters';
import { readYaml } from './yaml-text';

/** A file of parameters at its level. */
export interface ParameterFile {
  readonly level: PackLevel;
  readonly entry: PackEntry;
  readonly isOriginal: boolean;
}

type LevelEntry = ParameterEntry & { readonly level: PackLevel };

/**
 * Lays files of parameters over one another, name by name.
 * @param files the weakest first
 */
export function layParameters(
  pack: string,
  files: readonly ParameterFile[],
  memory: PackMemory,
): { readonly parameters: PackParameter[]; readonly faults: PackFault[] } {
  const definitions = new Map<string, ParameterDefinition>();
  const said = new Map<string, LevelEntry[]>();
  const faults: PackFault[] = [];
  for (const { level, entry, isOriginal } of files) {
    const { read = [], faults: wrong } = readGood(entry, memory, (text) => {
      const yaml = readYaml(entry.path, text, isOriginal ? '1.1' : '1.2');
      const result = readParameters(yaml, { pack, known: definitions, isOriginal });
      return { read: result.entries, faults: result.faults };
    });
    faults.push(...wrong.map((message) => ({ pack, level, path: entry.path, message })));
    for (const each of read) {
      definitions.set(each.name, each.definition);
      said.set(each.name, [{ ...each, level }, ...(said.get(each.name) ?? [])]);
    }
  }
  const parameters = [...said.values()].flatMap(parameterOf).sort(byName);
  return { parameters, faults };
}

function parameterOf([strongest, ...weaker]: readonly LevelEntry[]): PackParameter[] {
  if (strongest === undefined) return [];
  const hides = weaker.map(({ level, place, value }) => ({ level, place, value }));
  return [{ ...strongest, hides }];
}

function byName(left: PackParameter, right: PackParameter): number {
  return left.name < right.name ? -1 : 1;
}
