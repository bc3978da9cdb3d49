import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '@/common/clock';
import { hasErrno, writeFileAtomic } from '@/common/node/atomic-file';

/** Orders the runs of one agent: later ones have higher epochs, whatever its wall clock did. */
export class BootEpoch {
  readonly #path: string;
  readonly #clock: Clock;
  #valueMs: number;

  /**
   * Draws the epoch of this run; it is on the disk before anything is sealed with it, since two runs
   * with one epoch would seal two things with one nonce.
   */
  constructor(dataDirectory: string, clock: Clock) {
    const directory = join(dataDirectory, 'gossip');
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    this.#path = join(directory, 'boot-epoch');
    this.#clock = clock;
    this.#valueMs = this.#draw(readEpoch(this.#path));
  }

  get valueMs(): number {
    return this.#valueMs;
  }

  /** Another run with this key shows the same one, or a later that is no longer there. */
  renew(aboveMs: number): void {
    this.#valueMs = this.#draw(Math.max(aboveMs, this.#valueMs));
  }

  #draw(aboveMs: number): number {
    const valueMs = Math.max(Math.floor(this.#clock.wallMs()), Math.floor(aboveMs) + 1);
    writeFileAtomic(this.#path, `${valueMs}\n`);
    return valueMs;
  }
}

/** Zero for a first run, and for a file that a disk has spoilt: then the wall clock alone orders. */
function readEpoch(path: string): number {
  try {
    const valueMs = Number(readFileSync(path, 'utf8').trim());
    return Number.isSafeInteger(valueMs) && valueMs > 0 ? valueMs : 0;
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return 0;
    throw error;
  }
}
