import { lstatSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { AppError } from '@/common/errors';
import type { Language } from '@/common/expression/parser';
import { fsyncDirectory } from '@/common/node/atomic-file';
import { findPack } from './find-in-pack';
import { type OverloadPlace, overloadPlace, readOverload, writeOverload } from './overload-place';
import type { PackPlace } from './pack-places';
import type { DefinitionFile, PackTree } from './pack-tree';

/** Where definitions of this machine are written. */
export interface LocalDesk {
  readonly tree: PackTree;
  readonly places: readonly PackPlace[];
  readonly language: Language;
}

/** Who is meant by a name such as `linux.memory`, or `backup` in the pack `local`. */
export interface LocalName {
  readonly pack: string;
  readonly name: string;
  readonly place: OverloadPlace;
}

/** What belongs to no other pack. */
const OWN_PACK = 'local';
const OWN_MANIFEST = 'name: local\nversion: 1.0.0\nsummary: What belongs to this machine alone.\n';
const NAME = /^(?:([a-z][a-z0-9-]{0,63})\.)?([a-z0-9][a-z0-9_-]{0,63})$/;

/** @throws {AppError} INVALID for what is no name; NOT_FOUND for an unknown pack */
export function localName({ tree, places }: LocalDesk, asked: string): LocalName {
  const [, pack = OWN_PACK, name] = NAME.exec(asked) ?? [];
  if (name === undefined) {
    throw new AppError(
      'INVALID',
      'Expected a name such as linux.memory, or backup for one of this machine alone: small letters, digits, - and _.',
    );
  }
  const isNew = pack === OWN_PACK && !tree.packs.some((each) => each.name === pack);
  const known = isNew ? { name: pack, directories: [] } : findPack(tree, pack);
  return { pack, name, place: overloadPlace(known, 'local', places) };
}

/** Where its file is, there or not yet. */
export function localPath({ place, name }: LocalName, folder: 'checks' | 'roles'): string {
  return join(place.directory, folder, `${name}.yaml`);
}

/** The file as it will be read, so that it is judged before it is written. */
export function localFile(
  { pack, name }: LocalName,
  path: string,
  { document, root, noun }: { document: unknown; root: string | undefined; noun: string },
): DefinitionFile {
  const at = (keys: readonly PropertyKey[]) => (keys.length === 0 ? `the ${noun}` : keys.join('.'));
  return { pack, name, path, level: 'local', root, document, at };
}

/** Whole or not at all; the pack `local` is made for its first file. */
export function writeLocal({ pack, place }: LocalName, path: string, document: unknown): void {
  if (pack === OWN_PACK) beginOwnPack(place);
  writeOverload(place, path, stringify(document));
}

/** @throws {AppError} NOT_FOUND when this level has none of that name */
export function removeLocal(path: string, nouns: string): void {
  if (readOverload(path) === undefined) {
    throw new AppError(
      'NOT_FOUND',
      `There is no ${path}; only ${nouns} of the level local are removed, others are switched off by "enabled: false" there.`,
    );
  }
  unlinkSync(path);
  fsyncDirectory(join(path, '..'));
}

/**
 * What runs a program is written by the owner of the file alone.
 * @throws {AppError} FORBIDDEN
 */
export function refuseProgram(path: string, runsProgram: boolean): void {
  if (!runsProgram) return;
  throw new AppError(
    'FORBIDDEN',
    `A check that runs a program is not taken from here, since the agent may be root: write ${path} as its owner.`,
  );
}

/** Also where the rest of it is wrong: what keeps a program out is not to mend it. */
export function namesProgram(document: unknown): boolean {
  return (
    typeof document === 'object' && document !== null && ('run' in document || 'script' in document)
  );
}

function beginOwnPack(place: OverloadPlace): void {
  const path = join(place.directory, 'pack.yaml');
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) {
    writeOverload(place, path, OWN_MANIFEST);
  }
}
