/** A control file may have one stanza of this size; what is longer is not a control file. */
const STANZA_CHARS_MAX = 1_048_576;

/**
 * The stanzas of a Debian control file, one after the other, with no more of it in memory than a
 * piece and a stanza.
 *
 * @throws {Error} for a stanza of more than a million characters.
 */
export async function* stanzasOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of pieces) {
    const text =
      rest + Buffer.from(piece.buffer, piece.byteOffset, piece.length).toString('latin1');
    let start = 0;
    for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n', start)) {
      yield text.slice(start, end);
      start = end + 2;
    }
    rest = text.slice(start);
    if (rest.length > STANZA_CHARS_MAX) throw new Error('expected a control file of short stanzas');
  }
  if (rest.trim() !== '') yield rest;
}

/** @returns the value of a field of one line; `undefined` when the stanza does not have it. */
export function fieldOf(stanza: string, name: string): string | undefined {
  const heading = `${name}: `;
  const start = stanza.startsWith(heading) ? 0 : stanza.indexOf(`\n${heading}`) + 1;
  if (start === 0 && !stanza.startsWith(heading)) return undefined;
  const end = stanza.indexOf('\n', start);
  return stanza.slice(start + heading.length, end === -1 ? undefined : end).trim();
}
