import type { Cancel, Clock } from '@/common/clock';
import { AppError, messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import { type AuditLink, CHAIN_START } from './audit-chain';
import type { AuditHead } from './audit-head';
import type { AuditStore } from './audit-store';
import { followChain } from './verify-chain';

export interface HeadKeeperDeps {
  readonly store: AuditStore;
  readonly file: AuditHead;
  readonly clock: Clock;
  readonly log: Log;
}

/** After a change, which is committed by then; if not, it is found the next time. */
const AFTER_CHANGE_MS = 100;
/** For rows that other servers added. */
const EVERY_MS = 30_000;

/** Lets the head follow the committed rows, for as long as these follow the head. */
export class HeadKeeper {
  readonly #deps: HeadKeeperDeps;
  #head = CHAIN_START;
  #isClosed = false;
  /** The log was tampered with: the head stays where it is, as evidence. */
  #isBroken = false;
  #timer: { readonly dueMs: number; readonly cancel: Cancel } | undefined;
  #following = Promise.resolve();

  constructor(deps: HeadKeeperDeps) {
    this.#deps = deps;
  }

  /** Takes up where the last run ended; at the very first, the log as it is. */
  async open(): Promise<void> {
    const { store, file, log } = this.#deps;
    const last = await store.last();
    try {
      const known = file.read();
      if (known === undefined) {
        file.write(last);
        if (last.seq > 0n) log.warn('the end of the audit log is taken as it is', seqOf(last));
      }
      this.#head = known ?? last;
    } catch (error) {
      if (!AppError.is(error)) throw error;
      this.#fail(error.message, last);
    }
    if (last.seq < this.#head.seq) this.#fail(`rows up to ${this.#head.seq} were removed`, last);
    await this.#follow();
    this.#soon(EVERY_MS);
  }

  changed(): void {
    this.#soon(AFTER_CHANGE_MS);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#timer?.cancel();
    await this.#follow();
  }

  #soon(delayMs: number): void {
    const { clock } = this.#deps;
    const dueMs = clock.nowMs() + delayMs;
    if (this.#isClosed || this.#isBroken) return;
    if (this.#timer !== undefined && this.#timer.dueMs <= dueMs) return;
    this.#timer?.cancel();
    const cancel = clock.after(delayMs, () => {
      this.#timer = undefined;
      void this.#follow().then(() => this.#soon(EVERY_MS));
    });
    this.#timer = { dueMs, cancel };
  }

  #follow(): Promise<void> {
    this.#following = this.#following
      .then(() => this.#advance())
      .catch((error: unknown) => {
        this.#deps.log.warn('audit.head was not written', { reason: messageOf(error) });
      });
    return this.#following;
  }

  async #advance(): Promise<void> {
    if (this.#isBroken) return;
    const { last, fault } = await followChain(this.#deps.store, this.#head);
    if (fault !== null) this.#fail(fault.what, last);
    if (last.seq === this.#head.seq) return;
    this.#deps.file.write(last);
    this.#head = last;
  }

  #fail(what: string, last: AuditLink): void {
    this.#isBroken = true;
    this.#deps.log.error('the audit log is not as it was written', { what, ...seqOf(last) });
  }
}

function seqOf({ seq }: AuditLink) {
  return { lastGood: String(seq) };
}
