/**
 * Regular expressions whose time grows with the text and not with the pattern's cunning: JavaScript's
 * own may take minutes for thirty characters, so they are never used for a pattern of a person.
 */
export interface Regex {
  /** @throws {Error} saying what is wrong with the pattern */
  compile(pattern: string, options: { readonly ignoreCase: boolean }): Pattern;
}

export interface Pattern {
  /** Whether it matches anywhere in the text. */
  test(text: string): boolean;
}
