import { PACK_FILE_KINDS, type PackFileKind } from '@/common/domain/pack';
import { fileInForce } from './lay-files';
import { layParameters } from './lay-parameters';
import type { PackMemory } from './pack-memory';
import { type PackPart, roleOf } from './pack-part';
import type { PackEntry } from './pack-source';
import type { Pack, PackCollectorFile, PackFault, PackFile, PackFileJudges } from './pack-tree';
import { type PackFileVersion, readPackFile } from './read-pack-file';
import { meant } from './schema-fault';

interface Laying {
  readonly memory: PackMemory;
  readonly judges: PackFileJudges;
  /** Where what is wrong is added. */
  readonly faults: PackFault[];
}

/**
 * Lays what the levels have of one pack over one another.
 * @param parts the weakest first
 * @returns `undefined` when none of them has a manifest
 */
export function layPack(
  name: string,
  parts: readonly PackPart[],
  laying: Laying,
): Pack | undefined {
  const { memory, faults } = laying;
  const main = parts.findLast(({ manifest }) => manifest !== undefined);
  const strongest = parts.at(-1);
  if (main?.manifest === undefined || strongest === undefined) return undefined;
  const files = parts
    .flatMap((part) => filesOf(part, part.hasManifest ? part.isOriginal : main.isOriginal))
    .reverse();
  const ofParameters = files.filter(({ role }) => role.is === 'parameters').reverse();
  const parameters = layParameters(name, ofParameters, memory);
  faults.push(...parameters.faults);
  const definitions = PACK_FILE_KINDS.map((kind) => [kind, layKind(kind, name, files, laying)]);
  return {
    name,
    manifest: main.manifest,
    level: strongest.level,
    directories: parts.map(({ level, directory }) => ({ level, path: directory.path })).reverse(),
    parameters: parameters.parameters,
    files: Object.fromEntries(definitions) as Pack['files'],
    collectors: layCollectors(files),
    notLoaded: files
      .filter(({ role }) => role.is === 'not-loaded')
      .map(({ entry }) => entry.path)
      .sort(),
  };
}

interface FileAt {
  readonly entry: PackEntry;
  readonly level: PackPart['level'];
  readonly isOriginal: boolean;
  readonly role: ReturnType<typeof roleOf>;
}

function filesOf({ level, directory }: PackPart, isOriginal: boolean): FileAt[] {
  return directory.files.map((entry) => ({ entry, level, isOriginal, role: roleOf(entry.name) }));
}

/** @param files the strongest first */
function layKind(
  kind: PackFileKind,
  pack: string,
  files: readonly FileAt[],
  { memory, judges, faults }: Laying,
): PackFile[] {
  const versions = new Map<string, PackFileVersion[]>();
  for (const { entry, level, isOriginal, role } of files) {
    if (role.is !== 'definition' || role.kind !== kind) continue;
    const around = { kind, pack, name: role.name, level, isOriginal, judge: judges[kind] };
    const { read, faults: wrong } = readPackFile(entry, memory, around);
    faults.push(...wrong.map((message) => ({ pack, level, path: entry.path, message })));
    if (read !== undefined) versions.set(role.name, [...(versions.get(role.name) ?? []), read]);
  }
  const inForce: PackFile[] = [];
  for (const own of versions.values()) {
    const file = fileInForce(own);
    if (file !== undefined) inForce.push(file);
    else faults.push(...own.map((version) => switchesNothing(version, [...versions.values()])));
  }
  return inForce.sort(byName);
}

function switchesNothing(
  { pack, kind, level, path, name, at }: PackFileVersion,
  all: readonly (readonly PackFileVersion[])[],
): PackFault {
  const others = all.flat().filter(({ isSwitch }) => !isSwitch);
  const message = `${at(['enabled'])}: there is no ${name} among the ${kind} of the pack ${pack} that this could switch; ${meant(
    name,
    others.map((other) => other.name),
  )}.`;
  return { pack, level, path, message };
}

/** @param files the strongest first */
function layCollectors(files: readonly FileAt[]): PackCollectorFile[] {
  const found = new Map<string, FileAt[]>();
  for (const file of files) {
    if (file.role.is !== 'collector') continue;
    found.set(file.role.name, [...(found.get(file.role.name) ?? []), file]);
  }
  return [...found]
    .flatMap(([name, [strongest, ...weaker]]) => {
      if (strongest === undefined) return [];
      const { entry, level } = strongest;
      const hides = weaker.map((other) => ({ level: other.level, path: other.entry.path }));
      const { path, fingerprint, load } = entry;
      return [{ name, path, level, hides, fingerprint, load }];
    })
    .sort(byName);
}

function byName(left: { readonly name: string }, right: { readonly name: string }): number {
  return left.name < right.name ? -1 : 1;
}
