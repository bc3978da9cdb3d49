/** A control file may have one stanza of this size; what is longer is not a control file. */
const STANZA_BYTES_MAX = 1_048_576;
const BUFFER_BYTES = 192 * 1024;

const END = Buffer.from('\n\n');
const NAME = Buffer.from('Package: ');
const LINE_END = 0x0a;

/**
 * The stanzas of a Debian control file, one after the other, with no more of it in memory than a
 * piece and a stanza. What is not wanted is passed over as bytes: a list has sixty thousand stanzas,
 * of which a machine has installed some hundreds.
 *
 * @param isWanted says by its name whether a package is of use; asked for stanzas that begin with it.
 * @throws {Error} for a stanza of more than a million bytes.
 */
export async function* stanzasOf(
  pieces: AsyncIterable<Uint8Array>,
  isWanted: (name: string) => boolean = () => true,
): AsyncGenerator<string> {
  const rest = new Rest();
  for await (const piece of pieces) {
    const bytes = rest.followedBy(piece);
    let start = 0;
    for (let end = bytes.indexOf(END); end !== -1; end = bytes.indexOf(END, start)) {
      const name = nameAt(bytes, start);
      if (name === undefined || isWanted(name)) yield bytes.toString('latin1', start, end);
      start = end + END.length;
    }
    rest.keepFrom(start);
  }
  const last = rest.text();
  if (last.trim() !== '') yield last;
}

function nameAt(bytes: Buffer, start: number): string | undefined {
  const end = start + NAME.length;
  if (end > bytes.length || NAME.compare(bytes, start, end) !== 0) return undefined;
  return bytes.toString('latin1', end, bytes.indexOf(LINE_END, end)).trim();
}

/** What is left of the pieces so far, in one buffer for all of them. */
class Rest {
  #buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  #length = 0;

  /** @returns what was left and the piece behind it; good until the next call. */
  followedBy(piece: Uint8Array): Buffer {
    const length = this.#length + piece.length;
    if (length > this.#buffer.length) this.#grow(length);
    this.#buffer.set(piece, this.#length);
    this.#length = length;
    return this.#buffer.subarray(0, length);
  }

  keepFrom(start: number): void {
    this.#buffer.copyWithin(0, start, this.#length);
    this.#length -= start;
    if (this.#length > STANZA_BYTES_MAX)
      throw new Error('expected a control file of short stanzas');
  }

  text(): string {
    return this.#buffer.toString('latin1', 0, this.#length);
  }

  #grow(lengthMin: number): void {
    const larger = Buffer.allocUnsafeSlow(lengthMin * 2);
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}

/** @returns the value of a field of one line; `undefined` when the stanza does not have it. */
export function fieldOf(stanza: string, name: string): string | undefined {
  const heading = `${name}: `;
  const start = stanza.startsWith(heading) ? 0 : stanza.indexOf(`\n${heading}`) + 1;
  if (start === 0 && !stanza.startsWith(heading)) return undefined;
  const end = stanza.indexOf('\n', start);
  return stanza.slice(start + heading.length, end === -1 ? undefined : end).trim();
}
