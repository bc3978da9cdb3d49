/** A pack inside of the program itself. */
export interface BuiltInPack {
  /** The texts of its YAML files, by their path inside of the pack. */
  readonly texts: Readonly<Record<string, string>>;
  readonly collectors: BuiltInCode;
  readonly functions: BuiltInCode;
}

/** What imports each of them, by name. */
type BuiltInCode = Readonly<Record<string, () => Promise<{ readonly default?: unknown }>>>;

/** The build of the executable fills this in; everywhere else packs are files. */
export const builtInPacks: Readonly<Record<string, BuiltInPack>> = {};
