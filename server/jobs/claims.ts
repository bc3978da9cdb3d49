import type { Cancel, Clock } from '@/common/clock';
import { AppError, messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import type { Database, Sql } from '../db/database';
import { ClaimStore } from './claim-store';

/** One server's part in a job that only one server may do at a time. */
export interface Claim {
  /** As far as is known: another server may have taken over a moment ago, see `assertHeld`. */
  readonly isHeld: boolean;
  /**
   * Within a transaction: no other server takes over before its end.
   * @throws {AppError} BUSY when one has already.
   */
  assertHeld(sql: Sql): Promise<void>;
}

export interface ClaimsDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
}

/** On the embedded database there is one server, which holds everything. */
export const HELD: Claim = { isHeld: true, assertHeld: async () => undefined };

const LOOK_MS = 2_000;
const TOPIC = 'claims';

/**
 * Which server does what only one may do: sealing samples, telling of silence, backups. A claim is a
 * row that its holder renews every `LOOK_MS`; when it was not renewed for `LEASE_MS` by the clock of
 * the database, the next server that looks takes over: at most 8 s after a kill -9. A server that
 * stops gives its claims back at once.
 */
export class Claims {
  readonly #deps: ClaimsDeps;
  readonly #store: ClaimStore;
  readonly #jobs = new Set<string>();
  #held: ReadonlySet<string> = new Set();
  #cancel: Cancel = () => undefined;
  #unfollow: Cancel = () => undefined;
  #looking: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(deps: ClaimsDeps) {
    this.#deps = deps;
    this.#store = new ClaimStore(deps.database, deps.database.channel.id);
  }

  /** Takes part in a job from now on. */
  claim(job: string): Claim {
    const { database } = this.#deps;
    if (!database.channel.isShared) return HELD;
    this.#jobs.add(job);
    const isHeld = () => this.#held.has(job);
    return {
      get isHeld() {
        return isHeld();
      },
      assertHeld: async (sql) => {
        if (await this.#store.lock(sql, job)) return;
        this.#held = new Set([...this.#held].filter((held) => held !== job));
        throw new AppError('BUSY', `another server has taken over the job “${job}”`);
      },
    };
  }

  /** Does `work` if the job is held here. @returns whether it was. */
  async whenHeld(job: string, work: (claim: Claim) => Promise<void>): Promise<boolean> {
    const claim = this.claim(job);
    if (!claim.isHeld) return false;
    await work(claim);
    return true;
  }

  /** Looks once, then until stopped. */
  async start(): Promise<void> {
    const { channel } = this.#deps.database;
    if (!channel.isShared) return;
    const look = () => void this.#lookSoon();
    this.#unfollow = channel.follow(TOPIC, { hear: look, missed: look });
    await this.#lookSoon();
  }

  /** Gives back what is held. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    this.#unfollow();
    await this.#looking;
    if (this.#held.size === 0) return;
    this.#held = new Set();
    await this.#store.giveBack().catch((error: unknown) => {
      this.#deps.log.warn('claims not given back', { reason: messageOf(error) });
    });
    this.#deps.database.channel.tell(TOPIC, '');
  }

  #lookSoon(): Promise<void> {
    this.#cancel();
    this.#looking = this.#looking.then(() => this.#look());
    return this.#looking;
  }

  async #look(): Promise<void> {
    if (this.#stopped) return;
    const { clock, log } = this.#deps;
    try {
      const held = new Set(await this.#store.claim([...this.#jobs]));
      for (const job of held) if (!this.#held.has(job)) log.info('job taken', { job });
      for (const job of this.#held) if (!held.has(job)) log.warn('job lost', { job });
      this.#held = held;
    } catch (error) {
      log.warn('claims not renewed', { reason: messageOf(error) });
      this.#held = new Set();
    }
    if (this.#stopped) return;
    this.#cancel();
    this.#cancel = clock.after(LOOK_MS, () => void this.#lookSoon());
  }
}
