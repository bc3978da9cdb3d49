import type { FrameHead, Purpose } from './frame';
import type { ReplayMarks } from './replay-marks';
import { ReplayWindow } from './replay-window';

/** Senders that are remembered: 300 bytes each. The longest silent goes first. */
const SENDERS_MAX = 16_384;

interface Sender {
  readonly name: Buffer;
  /** Of its mark in the file. */
  readonly place: number;
  window: ReplayWindow;
}

/** `stale`: of a run of its sender before the one that is known. */
export type Freshness = 'fresh' | 'replayed' | 'stale';

/**
 * Takes every frame once. Of a sender only its latest run counts. It remembers by key, purpose and
 * sender, so that a new key begins with nobody known.
 */
export class ReplayGuard {
  readonly #marks: ReplayMarks | undefined;
  readonly #senders = new Map<string, Sender>();
  /** Places of the file that nobody has. */
  readonly #free: number[] = [];

  /** @param marks what outlives this run; without them nothing does */
  constructor(marks: ReplayMarks | undefined) {
    this.#marks = marks;
    marks?.found.slice(0, SENDERS_MAX).forEach((mark, place) => {
      const key = mark?.name.toString('latin1') ?? '';
      if (mark === undefined || this.#senders.has(key)) {
        this.#free.push(place);
        return;
      }
      const window = new ReplayWindow(mark.epochMs, mark.counter);
      this.#senders.set(key, { name: mark.name, place, window });
    });
  }

  /** Of what is not yet known to be authentic: changes nothing. */
  judge(purpose: Purpose, head: FrameHead): Freshness {
    const window = this.#senders.get(nameOf(purpose, head).toString('latin1'))?.window;
    if (window === undefined || head.epochMs > window.epochMs) return 'fresh';
    if (head.epochMs < window.epochMs) return 'stale';
    return window.has(head.counter) ? 'replayed' : 'fresh';
  }

  /** An authentic frame was taken: never again. */
  take(purpose: Purpose, head: FrameHead): void {
    const name = nameOf(purpose, head);
    const key = name.toString('latin1');
    const sender = this.#senders.get(key) ?? this.#welcome(name);
    if (sender.window.epochMs !== head.epochMs) sender.window = new ReplayWindow(head.epochMs, -1);
    const { window, place } = sender;
    const isHighest = head.counter > window.highest;
    window.take(head.counter);
    this.#senders.delete(key);
    this.#senders.set(key, sender);
    if (!isHighest) return;
    this.#marks?.write(place, { name, epochMs: head.epochMs, counter: head.counter });
  }

  #welcome(name: Buffer): Sender {
    return { name, place: this.#freePlace(), window: new ReplayWindow(0, -1) };
  }

  #freePlace(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    const [longestSilent] = this.#senders;
    if (this.#senders.size < SENDERS_MAX || longestSilent === undefined) return this.#senders.size;
    this.#senders.delete(longestSilent[0]);
    return longestSilent[1].place;
  }
}

function nameOf(purpose: Purpose, { keyId, seal }: FrameHead): Buffer {
  const name = Buffer.alloc(13);
  name.writeUInt8(purpose === 'datagram' ? 1 : 2);
  name.writeUInt32BE(keyId, 1);
  name.write(seal, 5, 'hex');
  return name;
}
