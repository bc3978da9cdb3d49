import type { Cancel, Clock } from '@/common/clock';
import { AppError } from '@/common/errors';
import { meetServer } from './meet-server';
import type { Connect } from './server-link';

export interface DirectWatchOptions {
  readonly url: string;
  readonly connect: Connect;
  readonly clock: Clock;
  /** Fingerprints of the keys that are believed. */
  readonly pins: () => readonly string[];
  /** The server itself answered, and proved that it is it. */
  readonly onAnswer: () => void;
}

const EVERY_MS = 60_000;

/** While reports go through a relay: looks once a minute whether they need to. */
export class DirectWatch {
  readonly #options: DirectWatchOptions;
  #cancel: Cancel | undefined;

  constructor(options: DirectWatchOptions) {
    this.#options = options;
  }

  start(): void {
    this.stop();
    this.#cancel = this.#options.clock.after(EVERY_MS, () => void this.#look());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  async #look(): Promise<void> {
    const before = this.#cancel;
    const isAnswered = await this.#isAnswered();
    if (this.#cancel !== before) return;
    if (isAnswered) this.#options.onAnswer();
    else this.start();
  }

  async #isAnswered(): Promise<boolean> {
    const { url, connect, clock, pins } = this.#options;
    const link = connect(url, clock);
    try {
      await meetServer(link, pins(), clock);
      return true;
    } catch {
      return false; // Why not was told when the direct way failed; the relay serves meanwhile.
    } finally {
      link.close(new AppError('UNREACHABLE', 'The direct way was tried, nothing more.'));
    }
  }
}
