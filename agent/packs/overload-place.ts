import { lstatSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { PackLevel } from '@/common/domain/pack';
import { AppError } from '@/common/errors';
import { hasErrno, writeFileAtomic } from '@/common/node/atomic-file';
import type { PackPlace } from './pack-places';
import type { Pack } from './pack-tree';

/** Where people write; core is what OpsBro ships. */
export const OVERLOAD_LEVELS = ['global', 'zone', 'local'] as const satisfies PackLevel[];

export type OverloadLevel = (typeof OVERLOAD_LEVELS)[number];

/** The directory of a pack at a level, there or not yet; the strongest where a level has several. */
export interface OverloadPlace {
  readonly level: OverloadLevel;
  /** Of all packs of the level. */
  readonly root: string;
  readonly directory: string;
}

export function overloadPlace(
  pack: Pick<Pack, 'name' | 'directories'>,
  level: OverloadLevel,
  places: readonly PackPlace[],
): OverloadPlace {
  const root = places.findLast((place) => place.level === level)?.path;
  if (root === undefined) throw new AppError('INVALID', `This agent has no level ${level}.`);
  const known = pack.directories.find(({ path }) => dirname(path) === root);
  return { level, root, directory: known?.path ?? join(root, pack.name) };
}

/**
 * Writes a file of an overload, whole or not at all. Directories that are missing are made.
 * @throws {AppError} FORBIDDEN when a link stands in its way
 */
export function writeOverload({ root }: OverloadPlace, path: string, text: string): void {
  mkdirSync(root, { recursive: true, mode: 0o700 });
  let directory = root;
  for (const name of relative(root, dirname(path)).split(sep)) {
    directory = join(directory, name);
    makeDirectory(directory);
  }
  refuseLink(path);
  writeFileAtomic(path, text);
}

/** @returns `undefined` when there is none */
export function readOverload(path: string): string | undefined {
  refuseLink(path);
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

function makeDirectory(path: string): void {
  refuseLink(path);
  mkdirSync(path, { recursive: true, mode: 0o700 });
}

function refuseLink(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return;
  throw new AppError(
    'FORBIDDEN',
    `${path} is a link, which is not followed; write the file that it points to, or remove it.`,
  );
}
