/** What happened in a world, in one number: two runs of one seed must come to the same. */
export class Trace {
  #low = 0x811c9dc5;
  #high = 0x01000193;
  #count = 0;

  add(value: number): void {
    this.#count += 1;
    this.#low = Math.imul(this.#low ^ (value | 0), 0x01000193);
    // Times have fractions: what a microsecond changes is seen, too.
    this.#high = Math.imul(this.#high ^ ((value * 1_000) | 0) ^ (this.#low >>> 15), 0x85ebca6b);
  }

  addText(text: string): void {
    for (let index = 0; index < text.length; index++) this.add(text.charCodeAt(index));
  }

  get hash(): string {
    const hex = (part: number) => (part >>> 0).toString(16).padStart(8, '0');
    return `${hex(this.#high)}${hex(this.#low)}-${this.#count}`;
  }
}
