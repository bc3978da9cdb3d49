import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { AppError } from '@/common/errors';
import { type OverloadPlace, readOverload, writeOverload } from './overload-place';
import { type PackEntry, packDirectories } from './pack-source';
import type { Pack } from './pack-tree';
import { meant } from './schema-fault';

/**
 * Copies one YAML file of a pack to a stronger level, where it then is in force.
 * @param file below the pack: `checks/memory.yaml`
 * @returns the copy
 * @throws {AppError} NOT_FOUND; CONFLICT when it is there already
 */
export function overloadFile(pack: Pack, file: string, place: OverloadPlace): string {
  const entries = definitionsOf(pack, place);
  const entry = entries.find(({ name }) => name === file);
  if (entry === undefined) {
    const names = [...new Set(entries.map(({ name }) => name))];
    throw new AppError(
      'NOT_FOUND',
      `The pack ${pack.name} has no YAML file ${file}; ${meant(file, names)}.`,
    );
  }
  return writeNew(place, join(place.directory, file), entry.text());
}

/**
 * Begins an overload: a file that names every parameter with its help and present value, none of
 * them in force until somebody takes its # away.
 * @throws {AppError} CONFLICT when there is one already
 */
export function beginOverload(pack: Pack, place: OverloadPlace): string {
  const lines = [
    `# Parameters of the pack ${pack.name} at the level ${place.level}; take a # away to set one.`,
  ];
  for (const { name, definition, value } of pack.parameters) {
    const { help, unit, secret } = definition;
    const written = stringify({ [name]: secret === true ? '' : value }).trimEnd();
    lines.push('', `# ${help}${unit === undefined ? '' : ` (${unit})`}`);
    lines.push(...written.split('\n').map((line) => `#${line}`));
  }
  return writeNew(place, join(place.directory, 'parameters.yaml'), `${lines.join('\n')}\n`);
}

/** Of the other levels, the strongest first. */
function definitionsOf({ directories }: Pack, place: OverloadPlace): PackEntry[] {
  return directories
    .filter(({ path }) => path !== place.directory)
    .flatMap(({ path }) =>
      packDirectories(dirname(path), false).filter((each) => each.path === path),
    )
    .flatMap(({ files }) => files.filter(({ name }) => /\.ya?ml$/.test(name)));
}

function writeNew(place: OverloadPlace, path: string, text: string): string {
  if (readOverload(path) !== undefined) {
    throw new AppError('CONFLICT', `${path} is there already; edit it, or remove it first.`);
  }
  writeOverload(place, path, text);
  return path;
}
