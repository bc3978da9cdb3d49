import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isSea } from 'node:sea';
import { pathToFileURL } from 'node:url';
import { constants, Script } from 'node:vm';
import { AppError, messageOf } from '@/common/errors';
import { hasErrno } from '@/common/node/atomic-file';
import { type BuiltInPack, builtInPacks } from './built-in-packs';

/** The files of one pack at one level. */
export interface PackDirectory {
  /** As the directory is called. */
  readonly name: string;
  /** For people, who shall find what is wrong. */
  readonly path: string;
  readonly files: readonly PackEntry[];
  /** Why its files cannot be listed. */
  readonly problem?: string;
}

export interface PackEntry {
  /** Below the pack's directory, with `/`: `collectors/memory.ts`. */
  readonly name: string;
  readonly path: string;
  /** Changes when the file does. */
  readonly fingerprint: string;
  /** @throws {Error} when it cannot be read, or is larger than a definition may be */
  text(): string;
  /** Of a collector or a function: imports it. */
  load(): Promise<{ readonly default?: unknown }>;
}

/** In place of a directory: the packs inside of the executable. */
export const BUILT_IN_PACKS = '/inside/packs';

const DEPTH_MAX = 6;
const FILES_MAX = 2_000;
const TEXT_BYTES_MAX = 1_048_576;

/**
 * The packs in a directory of them.
 * @returns nothing for a directory that is not there, unless it is needed
 * @throws {AppError} INVALID when it cannot be read
 */
export function packDirectories(directory: string, isNeeded: boolean): PackDirectory[] {
  if (directory === BUILT_IN_PACKS) {
    return Object.entries(builtInPacks).map(([name, pack]) => builtIn(name, pack));
  }
  return directoriesIn(directory, isNeeded).map((name) => inDirectory(name, join(directory, name)));
}

function inDirectory(name: string, path: string): PackDirectory {
  try {
    return { name, path, files: filesBelow(path) };
  } catch (error) {
    return { name, path, files: [], problem: messageOf(error) };
  }
}

function builtIn(name: string, { texts, collectors, functions }: BuiltInPack): PackDirectory {
  const path = `${BUILT_IN_PACKS}/${name}`;
  const entry = (file: string, parts: Partial<PackEntry>): PackEntry => ({
    name: file,
    path: `${path}/${file}`,
    fingerprint: 'built-in',
    text: () => '',
    load: async () => ({}),
    ...parts,
  });
  return {
    name,
    path,
    files: [
      ...Object.entries(texts).map(([file, text]) => entry(file, { text: () => text })),
      ...Object.entries(collectors).map(([collector, load]) =>
        entry(`collectors/${collector}.ts`, { load }),
      ),
      ...Object.entries(functions).map(([called, load]) =>
        entry(`functions/${called}.ts`, { load }),
      ),
    ],
  };
}

function directoriesIn(directory: string, isNeeded: boolean): string[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .sort();
  } catch (cause) {
    if (!isNeeded && hasErrno(cause, 'ENOENT')) return [];
    const advice = isNeeded
      ? 'name another one with --packs'
      : 'give the agent the right to read it';
    throw new AppError(
      'INVALID',
      `The packs directory ${directory} cannot be read (${messageOf(cause)}); ${advice}.`,
      { cause },
    );
  }
}

function filesBelow(directory: string): PackEntry[] {
  return namesBelow(directory, '', 0)
    .slice(0, FILES_MAX)
    .flatMap((name) => {
      const stat = statSync(join(directory, name), { throwIfNoEntry: false });
      if (stat === undefined) return [];
      return [fileEntry(directory, name, `${stat.mtimeMs}-${stat.size}-${stat.ino}`)];
    });
}

function namesBelow(directory: string, folder: string, depth: number): string[] {
  const entries = readdirSync(join(directory, folder), { withFileTypes: true });
  const names = entries.filter(({ name }) => !name.startsWith('.')).sort(byName);
  return names.flatMap((entry) => {
    const below = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (!entry.isDirectory()) return [below];
    return depth < DEPTH_MAX ? namesBelow(directory, below, depth + 1) : [];
  });
}

function byName(left: { readonly name: string }, right: { readonly name: string }): number {
  return left.name < right.name ? -1 : 1;
}

function fileEntry(directory: string, name: string, fingerprint: string): PackEntry {
  const path = join(directory, name);
  return {
    name,
    path,
    fingerprint,
    text() {
      const bytes = readFileSync(path);
      if (bytes.length <= TEXT_BYTES_MAX) return bytes.toString('utf8');
      throw new Error(
        `${basename(path)} has ${bytes.length} bytes; a file of a pack has at most ${TEXT_BYTES_MAX}`,
      );
    },
    // Node keeps what it imported once; another query is another module.
    load: () => importFile(`${pathToFileURL(path).href}?version=${fingerprint}`),
  };
}

/** A program inside of an executable has no loader of its own; the one of Node has to be asked. */
function importFile(url: string): Promise<{ readonly default?: unknown }> {
  if (!isSea()) return import(url);
  const loader = { importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER };
  return new Script('(url) => import(url)', loader).runInThisContext()(url);
}
