import { messageOf } from '@/common/errors';
import { layPack } from './lay-pack';
import type { PackMemory } from './pack-memory';
import { type PackPart, readPart, roleOf } from './pack-part';
import type { PackPlace } from './pack-places';
import { type PackDirectory, packDirectories } from './pack-source';
import type { LostPack, Pack, PackFault, PackFileJudges, PackTree } from './pack-tree';
import { meant } from './schema-fault';

export interface PackLoaderDeps {
  /** The weakest first; the first of them has to be there. */
  readonly places: readonly PackPlace[];
  readonly memory: PackMemory;
  readonly judges: PackFileJudges;
}

/**
 * Reads all packs and lays their levels over one another. What is broken is said, and takes nothing
 * else with it.
 * @throws {AppError} INVALID when the directory of core packs cannot be read
 */
export function loadPackTree({ places, memory, judges }: PackLoaderDeps): PackTree {
  const faults: PackFault[] = [];
  const parts = places.flatMap((place) => partsAt(place, memory, faults));
  const packs: Pack[] = [];
  const lost: LostPack[] = [];
  for (const [name, own] of partsByPack(parts)) {
    for (const part of own) faults.push(...faultsOf(name, part));
    const pack = layPack(name, own, { memory, judges, faults });
    if (pack !== undefined) packs.push(pack);
    else lost.push(lostPack(name, own, packNames(parts), faults));
  }
  memory.forgetAllBut(new Set(parts.flatMap(({ directory }) => directory.files.map(pathOf))));
  return { packs: packs.sort(byName), lost, faults };
}

function partsAt(place: PackPlace, memory: PackMemory, faults: PackFault[]): PackPart[] {
  const isNeeded = place.level === 'core';
  let directories: PackDirectory[];
  try {
    directories = packDirectories(place.path, isNeeded);
  } catch (error) {
    if (isNeeded) throw error;
    faults.push({ pack: '', ...place, message: messageOf(error) });
    return [];
  }
  return directories.map((directory) => readPart(place.level, directory, memory));
}

/** An overload without a manifest may be called as the pack is, or as the pack's directory is. */
function partsByPack(parts: readonly PackPart[]): Map<string, PackPart[]> {
  const names = new Set(packNames(parts));
  const nameOfDirectory = new Map(
    parts.flatMap(({ manifest, directory }) =>
      manifest === undefined ? [] : [[directory.name, manifest.name] as const],
    ),
  );
  const groups = new Map<string, PackPart[]>();
  for (const part of parts) {
    const name = names.has(part.name) ? part.name : (nameOfDirectory.get(part.name) ?? part.name);
    groups.set(name, [...(groups.get(name) ?? []), part]);
  }
  return groups;
}

function packNames(parts: readonly PackPart[]): string[] {
  return parts.flatMap(({ manifest }) => (manifest === undefined ? [] : [manifest.name]));
}

function faultsOf(pack: string, { level, directory, faults }: PackPart): PackFault[] {
  return faults.map((message) => ({ pack, level, path: directory.path, message }));
}

function lostPack(
  name: string,
  parts: readonly PackPart[],
  known: readonly string[],
  faults: PackFault[],
): LostPack {
  const [first] = parts;
  let reason = parts.flatMap((part) => part.faults)[0];
  if (reason === undefined && first !== undefined) {
    const { level, directory } = first;
    reason = `${directory.path}: there is no pack ${name} that this could overload; ${meant(name, known)}. A pack of its own has a pack.yaml.`;
    faults.push({ pack: name, level, path: directory.path, message: reason });
  }
  const collectors = parts.flatMap(({ directory }) =>
    directory.files
      .map(({ name: file }) => roleOf(file))
      .flatMap((role) => (role.is === 'collector' ? [role.name] : [])),
  );
  return { name, reason: reason ?? '', collectors: [...new Set(collectors)] };
}

function pathOf({ path }: { readonly path: string }): string {
  return path;
}

function byName(left: { readonly name: string }, right: { readonly name: string }): number {
  return left.name < right.name ? -1 : 1;
}
