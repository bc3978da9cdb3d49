import type { Cancel, Clock } from '@/common/clock';
import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import type { Database } from '../db/database';
import { parseReplacement, type Replacement } from './journal-replacement';
import { REPLACED_TOPIC, ROW_TOPIC, type SampleJournal } from './sample-journal';

export interface JournalFollowerDeps {
  readonly database: Database;
  readonly journal: Pick<SampleJournal, 'read' | 'follow'>;
  /** Makes memory anew from the journal. */
  readonly rebuild: () => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
  /** Seal, checkpoint and this wait for one another. */
  readonly exclusive: (work: () => Promise<void>) => Promise<void>;
  /** Lets go of samples of hours before `hour` that another server has sealed; of all due hours without. */
  readonly releaseSealed: (hour: number | undefined) => Promise<void>;
}

const CHECK_MS = 10_000;
/** Sealed samples come back with a snapshot now and then; nothing is wrong meanwhile. */
const CHECKS_PER_RELEASE = 6;
const ROWS_AT_ONCE = 16;
const SEALED_TOPIC = 'sealed';

/**
 * Keeps the memory of this server equal to the journal that it shares with others. News are quick:
 * rows are read as they are told. What was not heard is found by comparing all ids every `CHECK_MS`.
 */
export class JournalFollower {
  readonly #deps: JournalFollowerDeps;
  readonly #cancels: Cancel[] = [];
  #told: number[] = [];
  #reading: Promise<void> | undefined;
  #checks = 0;
  #cancelCheck: Cancel = () => undefined;
  #stopped = false;

  constructor(deps: JournalFollowerDeps) {
    this.#deps = deps;
  }

  start(): void {
    const { channel } = this.#deps.database;
    if (!channel.isShared) return;
    const missed = () => void this.check();
    this.#cancels.push(
      channel.follow(ROW_TOPIC, { hear: (body) => this.#hearRow(Number(body)), missed }),
      channel.follow(REPLACED_TOPIC, {
        hear: (body) => void this.check(parseReplacement(body)),
        missed: () => undefined,
      }),
      channel.follow(SEALED_TOPIC, {
        hear: (body) => void this.#release(Number(body)),
        missed: () => void this.#release(undefined),
      }),
    );
    this.#arm();
  }

  /** Tells the others that hours before `hour`, which may be infinite, are sealed. */
  tellSealed(hour: number): void {
    this.#deps.database.channel.tell(SEALED_TOPIC, String(hour));
  }

  /** Compares memory with the journal. */
  async check(replaced?: Replacement): Promise<void> {
    const { journal, exclusive, rebuild, log } = this.#deps;
    const follow = async () => {
      if ((await journal.follow(replaced)) === 'same') return;
      log.info('journal read anew');
      await rebuild();
    };
    await this.#attempt('journal not followed', () => exclusive(follow));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelCheck();
    for (const cancel of this.#cancels) cancel();
    await this.#reading;
  }

  #arm(): void {
    if (this.#stopped) return;
    this.#cancelCheck = this.#deps.clock.after(CHECK_MS, () => void this.#checkAgain());
  }

  async #checkAgain(): Promise<void> {
    await this.check();
    this.#checks += 1;
    if (this.#checks % CHECKS_PER_RELEASE === 0) await this.#release(undefined);
    this.#arm();
  }

  #hearRow(id: number): void {
    if (Number.isSafeInteger(id)) this.#told.push(id);
    this.#reading ??= this.#readTold().finally(() => {
      this.#reading = undefined;
    });
  }

  async #readTold(): Promise<void> {
    while (this.#told.length > 0 && !this.#stopped) {
      const ids = this.#told.splice(0, ROWS_AT_ONCE);
      await this.#attempt('journal rows not read', async () => {
        // Those that are gone were replaced by a snapshot before we came to them.
        if (!(await this.#deps.journal.read(ids))) void this.check();
      });
    }
  }

  async #release(hour: number | undefined): Promise<void> {
    const { exclusive, releaseSealed } = this.#deps;
    await this.#attempt('sealed samples not let go', () => exclusive(() => releaseSealed(hour)));
  }

  async #attempt(what: string, work: () => Promise<void>): Promise<void> {
    if (this.#stopped) return;
    try {
      await work();
    } catch (error) {
      this.#deps.log.warn(what, { reason: messageOf(error) });
    }
  }
}
