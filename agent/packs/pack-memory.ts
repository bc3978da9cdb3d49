/** The last good text of each file, which holds while the file's present one is wrong. */
export class PackMemory {
  readonly #texts = new Map<string, string>();

  good(path: string): string | undefined {
    return this.#texts.get(path);
  }

  keep(path: string, text: string): void {
    this.#texts.set(path, text);
  }

  /** Files that are gone are no longer in force. */
  forgetAllBut(paths: ReadonlySet<string>): void {
    for (const path of this.#texts.keys()) if (!paths.has(path)) this.#texts.delete(path);
  }
}
