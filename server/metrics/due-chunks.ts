import type { OpenChunk, OpenSamples } from './open-samples';

/** Chunks of one transaction; the embedded database has one connection, which others wait for. */
const CHUNKS_AT_ONCE = 500;

/** Open chunks of hours before `hour`, the oldest first. */
export function dueChunks(open: OpenSamples, hour: number): OpenChunk[] {
  return [...open.chunks()]
    .filter((chunk) => chunk.hour < hour)
    .sort((a, b) => a.hour - b.hour || a.seriesId - b.seriesId);
}

/** Index ranges of chunks that share an hour, no longer than CHUNKS_AT_ONCE. */
export function* stretches(
  due: readonly OpenChunk[],
): Generator<readonly [first: number, last: number]> {
  for (let first = 0; first < due.length; ) {
    let last = first + 1;
    const hour = due[first]?.hour;
    while (last - first < CHUNKS_AT_ONCE && due[last]?.hour === hour) last += 1;
    yield [first, last];
    first = last;
  }
}
