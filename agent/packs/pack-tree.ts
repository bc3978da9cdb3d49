import type { PackFileKind, PackLevel, PackManifest } from '@/common/domain/pack';
import type { ParameterDefinition, ParameterValue } from '@/common/domain/parameter';

/** All packs of this machine, the four levels laid over one another. */
export interface PackTree {
  /** By name. */
  readonly packs: readonly Pack[];
  /** Those of which no manifest can be read. */
  readonly lost: readonly LostPack[];
  /** What is wrong anywhere; what it concerns is left out, or its last good version holds. */
  readonly faults: readonly PackFault[];
}

export interface Pack {
  readonly name: string;
  readonly manifest: PackManifest;
  /** The strongest level that has something of it. */
  readonly level: PackLevel;
  /** Every directory that it is made of, the strongest first. */
  readonly directories: readonly PackDirectoryAt[];
  /** By name. */
  readonly parameters: readonly PackParameter[];
  /** The files in force, by name; those switched off are in it too. */
  readonly files: Readonly<Record<PackFileKind, readonly PackFile[]>>;
  readonly collectors: readonly PackCollectorFile[];
  /** Files of a kind that is not loaded, such as the Python of the original. */
  readonly notLoaded: readonly string[];
}

export interface LostPack {
  readonly name: string;
  /** A sentence that begins with the place. */
  readonly reason: string;
  readonly collectors: readonly string[];
}

export interface PackDirectoryAt {
  readonly level: PackLevel;
  readonly path: string;
}

/** A definition that is in force, as its file says it. Whoever it belongs to gives it a meaning. */
export interface PackFile {
  readonly kind: PackFileKind;
  readonly pack: string;
  /** The path below its folder without the suffix: `memory`, `disks/full`. */
  readonly name: string;
  readonly path: string;
  readonly level: PackLevel;
  /** The word above the definition in the original's form (`check`, `service`, `detector`). */
  readonly root: string | undefined;
  /** What stands in the file (below `root`), without the key `enabled`. */
  readonly document: unknown;
  /** `false` in the file switches it off. */
  readonly enabled: boolean;
  /** Where the value at `keys` of `document` stands: `/…/memory.yaml:3:7`. */
  at(keys: readonly PropertyKey[]): string;
  /** The files of weaker levels that it stands before, the strongest first. */
  readonly hides: readonly PackFilePlace[];
}

/** What whoever compiles a definition needs of its file. */
export type DefinitionFile = Pick<
  PackFile,
  'name' | 'pack' | 'path' | 'level' | 'root' | 'document' | 'at'
> &
  Partial<Pick<PackFile, 'hides'>>;

export interface PackFilePlace {
  readonly level: PackLevel;
  readonly path: string;
}

export interface PackCollectorFile {
  readonly name: string;
  readonly path: string;
  readonly level: PackLevel;
  readonly hides: readonly PackFilePlace[];
  /** Changes when the file does. */
  readonly fingerprint: string;
  load(): Promise<{ readonly default?: unknown }>;
}

/** A parameter with the value in force. */
export interface PackParameter {
  readonly name: string;
  readonly definition: ParameterDefinition;
  readonly value: ParameterValue;
  /** Who says so. */
  readonly level: PackLevel;
  /** Where: `/…/parameters.yaml:3:7`. */
  readonly place: string;
  /** What weaker levels say, the strongest first. */
  readonly hides: readonly HiddenValue[];
}

export interface HiddenValue {
  readonly level: PackLevel;
  readonly place: string;
  readonly value: ParameterValue;
}

export interface PackFault {
  readonly pack: string;
  readonly level: PackLevel;
  readonly path: string;
  /** A sentence that begins with `file:line:column`. */
  readonly message: string;
}

/**
 * Says what is wrong with a file that can be read as YAML: a sentence that begins with
 * `file.at(…)`, or `undefined`. A file that is judged wrong is treated like one that cannot be read.
 */
export type PackFileJudge = (file: PackFile) => string | undefined;

export type PackFileJudges = Partial<Readonly<Record<PackFileKind, PackFileJudge>>>;
