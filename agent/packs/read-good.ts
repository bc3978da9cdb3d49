import { messageOf } from '@/common/errors';
import type { PackMemory } from './pack-memory';
import type { PackEntry } from './pack-source';

/** What a file came to: the present text of it, or the last good one, or nothing. */
export interface GoodRead<Read> {
  readonly read: Read | undefined;
  /** What is wrong with the present text. */
  readonly faults: readonly string[];
}

const STILL_IN_FORCE = 'The version before stays in force.';

/**
 * Reads a file, and its last good text when the present one is wrong.
 * @param parse what it says, and what is wrong with it; may throw what is wrong
 */
export function readGood<Read>(
  entry: PackEntry,
  memory: PackMemory,
  parse: (text: string) => GoodRead<Read>,
): GoodRead<Read> {
  const attempt = (
    textOf: () => string,
  ): GoodRead<Read> & { readonly text?: string | undefined } => {
    try {
      const text = textOf();
      return { ...parse(text), text };
    } catch (error) {
      const message = messageOf(error);
      const isPlaced = message.startsWith(entry.path);
      return { read: undefined, faults: [isPlaced ? message : `${entry.path}:1:1: ${message}.`] };
    }
  };
  const present = attempt(() => entry.text());
  if (present.faults.length === 0 && present.text !== undefined) {
    memory.keep(entry.path, present.text);
    return present;
  }
  const good = memory.good(entry.path);
  if (good === undefined) return present;
  const { read } = attempt(() => good);
  return { read, faults: present.faults.map((fault) => `${fault} ${STILL_IN_FORCE}`) };
}
