import type { PackFileKind, PackLevel } from '@/common/domain/pack';
import type { PackMemory } from './pack-memory';
import type { PackEntry } from './pack-source';
import type { PackFile, PackFileJudge } from './pack-tree';
import { type GoodRead, readGood } from './read-good';
import { shown } from './schema-fault';
import { readYaml } from './yaml-text';

/** A file as its level has it, not yet laid over the weaker ones. */
export interface PackFileVersion extends Omit<PackFile, 'hides'> {
  /** It only says whether it is on: all else comes from the next weaker level. */
  readonly isSwitch: boolean;
}

export interface PackFileAround {
  readonly kind: PackFileKind;
  readonly pack: string;
  readonly name: string;
  readonly level: PackLevel;
  readonly isOriginal: boolean;
  readonly judge: PackFileJudge | undefined;
}

/** The words above a definition in the form of the original. */
const ROOT_KEYS: Readonly<Record<PackFileKind, readonly string[]>> = {
  detectors: ['detector'],
  checks: ['check', 'service'],
  roles: ['role'],
  dashboards: ['dashboard'],
};

/** Reads one definition; a judge may find more wrong than that it is no YAML. */
export function readPackFile(
  entry: PackEntry,
  memory: PackMemory,
  around: PackFileAround,
): GoodRead<PackFileVersion> {
  return readGood(entry, memory, (text) => {
    const version = versionOf(entry, text, around);
    if (typeof version === 'string') return { read: undefined, faults: [version] };
    const fault = version.isSwitch ? undefined : around.judge?.({ ...version, hides: [] });
    return fault === undefined
      ? { read: version, faults: [] }
      : { read: undefined, faults: [fault] };
  });
}

function versionOf(
  { path }: PackEntry,
  text: string,
  { kind, pack, name, level, isOriginal }: PackFileAround,
): PackFileVersion | string {
  const { value, at } = readYaml(path, text, isOriginal ? '1.1' : '1.2');
  const roots = ROOT_KEYS[kind];
  const root = rootOf(value, roots);
  if (root === undefined && isOriginal)
    return `${at([])}: expected the key ${roots.join(' or ')} above all others.`;
  const above = root === undefined ? [] : [root];
  const whole = root === undefined ? value : (value as Record<string, unknown>)[root];
  if (!isMap(whole)) return `${at(above)}: expected keys with values, found ${shown(whole)}.`;
  const { enabled = true, ...document } = whole;
  if (typeof enabled !== 'boolean') {
    return `${at([...above, 'enabled'])}: enabled: expected true or false, found ${shown(enabled)}.`;
  }
  const isSwitch = 'enabled' in whole && Object.keys(document).length === 0;
  const place = (keys: readonly PropertyKey[]) => at([...above, ...keys]);
  return { kind, pack, name, path, level, root, document, enabled, at: place, isSwitch };
}

function rootOf(value: unknown, roots: readonly string[]): string | undefined {
  if (!isMap(value)) return undefined;
  const [only, ...others] = Object.keys(value);
  return only !== undefined && others.length === 0 && roots.includes(only) ? only : undefined;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
