import type { Cancel, Clock } from '@/common/clock';
import { networkOf } from '../http/address-range';

/** Connections on which nobody has proven anything yet: so many, not for long, and in fair shares. */
export interface Unproven {
  enter(connection: { readonly address: string; close(reason: string): void }): Waiting;
}

/** One of them. */
export interface Waiting {
  /** Its first message came. */
  spoke(): void;
  /** It has proven something, or is gone. */
  leave(): void;
}

/** A whole fleet may come back at once, from one address too: see the hand-shake queue. */
const CONNECTIONS_MAX = 2_000;
/** An agent speaks as soon as it is connected; this server may be slow to listen meanwhile. */
const SILENT_MS_MAX = 10_000;
const PROOF_MS_MAX = 30_000;

interface Entry {
  readonly network: string;
  isSilent: boolean;
  /** Of the time that it still has. */
  cancel: Cancel;
  close(reason: string): void;
}

/**
 * Where there is no more room, the network that holds the most of it makes some: so one that opens
 * sockets for nothing keeps out nobody but itself, and a fleet behind one address, which shares its
 * room with nobody, is not cut down. First goes what has said nothing for the longest.
 */
export function createUnproven(clock: Clock): Unproven {
  const byNetwork = new Map<string, Set<Entry>>();
  let count = 0;

  function remove(entry: Entry): void {
    const entries = byNetwork.get(entry.network);
    entry.cancel();
    if (entries?.delete(entry) !== true) return;
    count -= 1;
    if (entries.size === 0) byNetwork.delete(entry.network);
  }

  function makeRoom(): void {
    const [largest = []] = [...byNetwork.values()].sort((a, b) => b.size - a.size);
    const entries = [...largest];
    const victim = entries.find(({ isSilent }) => isSilent) ?? entries.at(-1);
    if (victim === undefined) return;
    remove(victim);
    victim.close('Too many connections of which nobody knows whose they are.');
  }

  return {
    enter({ address, close }) {
      const network = networkOf(address);
      const startedMs = clock.nowMs();
      const cancel = clock.after(SILENT_MS_MAX, () => close('Nothing was said.'));
      const entry: Entry = { network, isSilent: true, cancel, close };
      const entries = byNetwork.get(network) ?? new Set();
      byNetwork.set(network, entries.add(entry));
      count += 1;
      if (count > CONNECTIONS_MAX) makeRoom();
      return {
        spoke() {
          if (!entry.isSilent || !byNetwork.get(network)?.has(entry)) return;
          entry.isSilent = false;
          entry.cancel();
          const leftMs = startedMs + PROOF_MS_MAX - clock.nowMs();
          entry.cancel = clock.after(leftMs, () => close('No proof came within the time.'));
        },
        leave: () => remove(entry),
      };
    },
  };
}
