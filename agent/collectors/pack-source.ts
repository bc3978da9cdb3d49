import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { isSea } from 'node:sea';
import { pathToFileURL } from 'node:url';
import { constants, Script } from 'node:vm';
import { AppError, messageOf } from '@/common/errors';
import { builtInPacks } from './built-in-packs';

/** Where packs come from. Paths are for people, who shall find what is wrong. */
export interface PackSource {
  /** @throws {AppError} INVALID when the directory of packs cannot be read */
  packs(): readonly string[];
  manifestPath(pack: string): string;
  /** @throws {Error} when there is none */
  manifest(pack: string): string;
  collectors(pack: string): readonly CollectorFile[];
}

export interface CollectorFile {
  readonly name: string;
  readonly path: string;
  load(): Promise<{ readonly default?: unknown }>;
}

/** In place of a directory: the packs inside of the executable. */
export const BUILT_IN_PACKS = '/inside/packs';

export function packSource(packsDirectory: string): PackSource {
  return packsDirectory === BUILT_IN_PACKS ? builtIn() : inDirectory(packsDirectory);
}

function builtIn(): PackSource {
  return {
    packs: () => Object.keys(builtInPacks).sort(),
    manifestPath: (pack) => `${BUILT_IN_PACKS}/${pack}/pack.yaml`,
    manifest: (pack) => builtInPacks[pack]?.manifest ?? '',
    collectors: (pack) =>
      Object.entries(builtInPacks[pack]?.collectors ?? {}).map(([name, load]) => ({
        name,
        path: `${BUILT_IN_PACKS}/${pack}/collectors/${name}`,
        load,
      })),
  };
}

function inDirectory(packsDirectory: string): PackSource {
  const manifestPath = (pack: string) => join(packsDirectory, pack, 'pack.yaml');
  return {
    packs: () => directoriesIn(packsDirectory),
    manifestPath,
    manifest: (pack) => readFileSync(manifestPath(pack), 'utf8'),
    collectors: (pack) => collectorFiles(join(packsDirectory, pack, 'collectors')),
  };
}

function directoriesIn(packsDirectory: string): string[] {
  try {
    return readdirSync(packsDirectory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
  } catch (cause) {
    throw new AppError(
      'INVALID',
      `The packs directory ${packsDirectory} cannot be read (${messageOf(cause)}); name another one with --packs.`,
      { cause },
    );
  }
}

function collectorFiles(directory: string): CollectorFile[] {
  return filesIn(directory)
    .filter((file) => /\.(?:ts|mjs)$/.test(file) && !file.endsWith('.d.ts'))
    .sort()
    .map((file) => ({
      name: basename(file, extname(file)),
      path: join(directory, file),
      load: () => importFile(pathToFileURL(join(directory, file)).href),
    }));
}

function filesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    // A pack need not have collectors.
    return [];
  }
}

/** A program inside of an executable has no loader of its own; the one of Node has to be asked. */
function importFile(url: string): Promise<{ readonly default?: unknown }> {
  if (!isSea()) return import(url);
  const loader = { importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER };
  return new Script('(url) => import(url)', loader).runInThisContext()(url);
}
