import { z } from 'zod';
import {
  PACK_NAME_FORM,
  type PackFileKind,
  type PackLevel,
  type PackManifest,
  packManifest,
} from '@/common/domain/pack';
import type { PackMemory } from './pack-memory';
import type { PackDirectory, PackEntry } from './pack-source';
import { type GoodRead, readGood } from './read-good';
import { schemaFault, shown } from './schema-fault';
import { readYaml } from './yaml-text';

/** What one level has of one pack. */
export interface PackPart {
  readonly name: string;
  readonly level: PackLevel;
  readonly directory: PackDirectory;
  /** Left out where the directory only overloads a weaker level. */
  readonly manifest: PackManifest | undefined;
  /** It has a manifest, whether or not that can be read. */
  readonly hasManifest: boolean;
  /** In the form of the original: `package.yml`. */
  readonly isOriginal: boolean;
  readonly faults: readonly string[];
}

const TODAYS_MANIFESTS = ['pack.yaml', 'pack.yml'];
const ORIGINAL_MANIFESTS = ['package.yml', 'package.yaml'];

/** Only these words of the original's manifest say something; all others are allowed. */
const originalManifest = z.looseObject({
  name: z.string().regex(PACK_NAME_FORM, 'expected lower-case letters, digits and -'),
  version: z.union([z.string(), z.number()]).optional(),
  description: z.string().optional(),
  topics: z.array(z.string()).nullish(),
  keywords: z.array(z.string()).nullish(),
});

export function readPart(level: PackLevel, directory: PackDirectory, memory: PackMemory): PackPart {
  const { name, files } = directory;
  const today = files.find((file) => TODAYS_MANIFESTS.includes(file.name));
  const original = files.find((file) => ORIGINAL_MANIFESTS.includes(file.name));
  const entry = today ?? original;
  const problems =
    directory.problem === undefined ? [] : [`${directory.path}: ${directory.problem}.`];
  const part = { level, directory, isOriginal: today === undefined && original !== undefined };
  if (entry === undefined) {
    const missing =
      level === 'core' ? [`${directory.path}/pack.yaml:1:1: there is no such file.`] : [];
    const hasManifest = level === 'core';
    return { ...part, name, manifest: undefined, hasManifest, faults: [...problems, ...missing] };
  }
  const { read, faults } = readManifest(entry, directory, memory, part.isOriginal);
  return { ...part, name: read?.name ?? name, manifest: read, hasManifest: true, faults };
}

function readManifest(
  entry: PackEntry,
  directory: PackDirectory,
  memory: PackMemory,
  isOriginal: boolean,
): GoodRead<PackManifest> {
  return readGood(entry, memory, (text) => {
    const { value, at } = readYaml(entry.path, text, isOriginal ? '1.1' : '1.2');
    const fault = schemaFault(isOriginal ? originalManifest : packManifest, value, at);
    if (fault !== undefined) return { read: undefined, faults: [fault] };
    if (isOriginal) return { read: fromOriginal(originalManifest.parse(value)), faults: [] };
    const manifest = packManifest.parse(value);
    if (manifest.name === directory.name) return { read: manifest, faults: [] };
    const wrong = `${at(['name'])}: name: expected ${shown(directory.name)}, as the directory is called, found ${shown(manifest.name)}.`;
    return { read: undefined, faults: [wrong] };
  });
}

function fromOriginal({
  name,
  version = '0.0.0',
  description,
  topics,
  keywords,
}: z.output<typeof originalManifest>): PackManifest {
  return {
    name,
    version: String(version),
    summary: description || name,
    topics: topics ?? [],
    keywords: keywords ?? [],
  };
}

const FOLDERS: Readonly<Record<string, PackFileKind>> = {
  detectors: 'detectors',
  checks: 'checks',
  monitoring: 'checks',
  roles: 'roles',
  dashboards: 'dashboards',
};

const PARAMETER_FILE = /^(?:parameters|parameters\/parameters)\.ya?ml$/;
const CODE_FILE = /^(collectors|functions)\/([^/]+)\.(?:ts|mjs)$/;
const DEFINITION_FILE = /^([^/]+)\/(.+)\.ya?ml$/;

/** What a file of a pack is, by its place. */
export type PackFileRole =
  | { readonly is: 'parameters' | 'manifest' | 'code' | 'not-loaded' }
  | { readonly is: 'collector' | 'function'; readonly name: string }
  | { readonly is: 'definition'; readonly kind: PackFileKind; readonly name: string };

export function roleOf(file: string): PackFileRole {
  if (PARAMETER_FILE.test(file)) return { is: 'parameters' };
  if ([...TODAYS_MANIFESTS, ...ORIGINAL_MANIFESTS].includes(file)) return { is: 'manifest' };
  const [, code, called] = file.endsWith('.d.ts') ? [] : (CODE_FILE.exec(file) ?? []);
  if (called !== undefined) {
    return { is: code === 'functions' ? 'function' : 'collector', name: called };
  }
  const [, folder = '', name] = DEFINITION_FILE.exec(file) ?? [];
  const kind = Object.hasOwn(FOLDERS, folder) ? FOLDERS[folder] : undefined;
  if (kind !== undefined && name !== undefined) return { is: 'definition', kind, name };
  return { is: /\.(?:py|ya?ml)$/.test(file) ? 'not-loaded' : 'code' };
}
