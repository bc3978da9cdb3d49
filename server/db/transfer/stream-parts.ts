import type { Piece } from './backup-format';

/** A stream with the server's keys behind its rows, which counts those on the way. */
export function withKeys(pieces: AsyncIterable<Piece>, keys: Iterable<Piece>) {
  let count = 0;
  async function* joined(): AsyncGenerator<Piece> {
    for await (const piece of pieces) {
      if (piece.kind === 'rows') count += piece.lines.length;
      yield piece;
    }
    yield* keys;
  }
  return { pieces: joined(), rows: () => count };
}
