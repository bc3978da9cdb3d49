import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import { hasErrno, unlinkIfThere, writeFileAtomic } from '@/common/node/atomic-file';
import { addLoss, type Loss } from './loss';

const loss = z.object({
  samples: z.number().int().min(0),
  reports: z.number().int().min(0),
  fromMs: z.number(),
  toMs: z.number(),
});

const ledger = z.object({
  earlier: loss.nullable(),
  last: z.object({ cause: z.string(), loss }).nullable(),
});

/**
 * What was lost and not told yet: one burst, however long the outage. Kept in a file, since the
 * agent may be restarted before anybody listens. Entering the same cause twice counts it once:
 * a loss is entered before it is made, and a kill between the two must not double it.
 */
export class LossLedger {
  readonly #path: string;
  readonly #log: Log;
  #entries: z.infer<typeof ledger> = { earlier: null, last: null };
  #samplesTotal = 0;

  constructor(path: string, log: Log) {
    this.#path = path;
    this.#log = log;
    this.#guard('read', () => {
      this.#entries = ledger.parse(JSON.parse(readFileSync(path, 'utf8')));
    });
  }

  /** Samples lost since this ledger was opened. */
  get samplesTotal(): number {
    return this.#samplesTotal;
  }

  get untold(): Loss | null {
    return addLoss(this.#entries.earlier, this.#entries.last?.loss ?? null);
  }

  /** @param cause names what is given up, such as a segment's path */
  enter(cause: string, entered: Loss): void {
    const { earlier, last } = this.#entries;
    const again = last?.cause === cause;
    this.#entries = {
      earlier: again ? earlier : addLoss(earlier, last?.loss ?? null),
      last: { cause, loss: entered },
    };
    this.#samplesTotal += entered.samples;
    this.#log.warn('stored data lost', { ...entered });
    this.#guard('write', () => writeFileAtomic(this.#path, JSON.stringify(this.#entries)));
  }

  /** The burst is in a report of its own now. */
  told(): void {
    this.#entries = { earlier: null, last: null };
    this.#guard('clear', () => unlinkIfThere(this.#path));
  }

  #guard(what: string, action: () => void): void {
    try {
      action();
    } catch (error) {
      if (hasErrno(error, 'ENOENT')) return;
      this.#log.warn(`loss ledger: cannot ${what}`, { reason: messageOf(error) });
    }
  }
}
