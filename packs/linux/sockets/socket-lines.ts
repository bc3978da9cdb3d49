import type { Host } from '@/agent/collectors/host';

/** So many lines of a table are read and no more. */
export const LINES_MAX = 4_000;

/**
 * The lines of a table of `/proc/net`, as long as `belongs` holds: the kernel writes listening sockets
 * before all others, so that the rest of a hundred thousand need never be asked for. None where the
 * kernel has no such table.
 *
 * Reading is not free even when the table is empty: the kernel looks through all of its hash table,
 * which takes some milliseconds on a machine with much memory. Hence piece by piece, off the main
 * thread.
 */
export async function socketLines(
  host: Host,
  path: string,
  belongs: (line: string) => boolean,
): Promise<string[]> {
  const lines: string[] = [];
  if (!host.exists(path)) return lines;
  for await (const line of linesOf(host.stream(path))) {
    if (lines.length >= LINES_MAX || !belongs(line)) break;
    lines.push(line);
  }
  return lines;
}

/** Without the heading, and without a last line that is cut off. */
async function* linesOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  let isHeading = true;
  for await (const piece of pieces) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (isHeading && lines.length > 0) {
      lines.shift();
      isHeading = false;
    }
    yield* lines;
  }
}
