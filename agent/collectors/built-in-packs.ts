/** A pack inside of the program itself. */
export interface BuiltInPack {
  /** The text of its `pack.yaml`. */
  readonly manifest: string;
  readonly collectors: Readonly<Record<string, () => Promise<{ readonly default?: unknown }>>>;
}

/** The build of the executable fills this in; everywhere else packs are files. */
export const builtInPacks: Readonly<Record<string, BuiltInPack>> = {};
