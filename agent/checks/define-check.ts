import { lstatSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { AppError } from '@/common/errors';
import type { Language } from '@/common/expression/parser';
import { fsyncDirectory } from '@/common/node/atomic-file';
import { findPack } from '../packs/find-in-pack';
import {
  type OverloadPlace,
  overloadPlace,
  readOverload,
  writeOverload,
} from '../packs/overload-place';
import type { PackPlace } from '../packs/pack-places';
import type { PackTree } from '../packs/pack-tree';
import { compileCheck } from './compiled-check';

/** Where checks of this machine are written. */
export interface CheckDesk {
  readonly tree: PackTree;
  readonly places: readonly PackPlace[];
  readonly language: Language;
}

/** What belongs to no other pack. */
const OWN_PACK = 'local';
const OWN_MANIFEST = 'name: local\nversion: 1.0.0\nsummary: What belongs to this machine alone.\n';
const NAME = /^(?:([a-z][a-z0-9-]{0,63})\.)?([a-z0-9][a-z0-9_-]{0,63})$/;

/**
 * Writes a check at the level local, in this project's form or the original's.
 * @param name `linux.memory` in that pack, `backup` in the pack `local`, which is made for it
 * @param document as its file would have it
 * @returns its id
 * @throws {AppError} INVALID; NOT_FOUND for an unknown pack; FORBIDDEN for one that runs a program
 */
export function defineCheck(desk: CheckDesk, name: string, document: unknown): string {
  const { pack, file, place } = placeOf(desk, name);
  const path = join(place.directory, file);
  refuseProgram(path, namesProgram(document));
  const isOwn = typeof document === 'object' && document !== null && 'summary' in document;
  const check = compileCheck(
    {
      pack,
      name: name.slice(name.indexOf('.') + 1),
      path,
      level: 'local',
      root: isOwn ? undefined : 'check',
      document,
      at: (keys) => (keys.length === 0 ? 'the check' : keys.join('.')),
    },
    desk.language,
  );
  refuseProgram(path, check.definition.way.is === 'plugin');
  if (pack === OWN_PACK) beginOwnPack(place);
  writeOverload(place, path, stringify(isOwn ? document : { check: document }));
  return check.id;
}

/** Also where the rest of it is wrong: what keeps a program out is not to mend it. */
function namesProgram(document: unknown): boolean {
  return (
    typeof document === 'object' && document !== null && ('run' in document || 'script' in document)
  );
}

function refuseProgram(path: string, runsProgram: boolean): void {
  if (!runsProgram) return;
  throw new AppError(
    'FORBIDDEN',
    `A check that runs a program is not taken from here, since the agent may be root: write ${path} as its owner.`,
  );
}

/**
 * Takes a check of the level local away; one of a weaker level is in force then, if there is one.
 * @returns the file
 * @throws {AppError} NOT_FOUND when this level has none of that name
 */
export function removeCheck(desk: CheckDesk, name: string): string {
  const { file, place } = placeOf(desk, name);
  const path = join(place.directory, file);
  if (readOverload(path) === undefined) {
    throw new AppError(
      'NOT_FOUND',
      `There is no ${path}; only checks of the level local are removed, others are switched off by "enabled: false" there.`,
    );
  }
  unlinkSync(path);
  fsyncDirectory(join(path, '..'));
  return path;
}

function placeOf({ tree, places }: CheckDesk, name: string) {
  const [, pack = OWN_PACK, check] = NAME.exec(name) ?? [];
  if (check === undefined) {
    throw new AppError(
      'INVALID',
      'Expected a name such as linux.memory, or backup for one of this machine alone: small letters, digits, - and _.',
    );
  }
  const file = join('checks', `${check}.yaml`);
  return { pack, file, place: localPlace(pack, { tree, places }) };
}

function localPlace(pack: string, { tree, places }: Omit<CheckDesk, 'language'>): OverloadPlace {
  const isNew = pack === OWN_PACK && !tree.packs.some(({ name }) => name === pack);
  const known = isNew ? { name: pack, directories: [] } : findPack(tree, pack);
  return overloadPlace(known, 'local', places);
}

function beginOwnPack(place: OverloadPlace): void {
  const path = join(place.directory, 'pack.yaml');
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) {
    writeOverload(place, path, OWN_MANIFEST);
  }
}
