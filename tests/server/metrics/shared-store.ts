import { AppError } from '@/common/errors';
import { systemClock } from '@/common/node/system-clock';
import type { Database } from '@/server/db/database';
import { openDatabase } from '@/server/db/open-database';
import { ClaimStore } from '@/server/jobs/claim-store';
import type { Claim } from '@/server/jobs/claims';
import type { SampleStore } from '@/server/metrics/sample-store';
import type { FakeClock } from '../../support/fake-clock';
import { quietLog, type TestDatabase } from '../../support/test-database';
import { openStore } from './store-fixture';

const JOB = 'samples';

/** One of several servers on one database, as far as samples go. */
export class SampleServer {
  readonly database: Database;
  readonly store: SampleStore;
  readonly #place: TestDatabase['place'];
  readonly #clock: FakeClock;

  static async start(place: TestDatabase['place'], clock: FakeClock): Promise<SampleServer> {
    // Connections take the time that they take; hours pass as the test wants.
    const database = await openDatabase({ ...place, clock: systemClock, log: quietLog });
    const claim: Claim = {
      isHeld: true,
      async assertHeld(sql) {
        const held = await new ClaimStore(database, database.channel.id).lock(sql, JOB);
        if (!held) throw new AppError('BUSY', 'another server seals');
      },
    };
    const store = await openStore(database, { clock, claim });
    return new SampleServer({ database, store, place, clock });
  }

  private constructor(parts: {
    readonly database: Database;
    readonly store: SampleStore;
    readonly place: TestDatabase['place'];
    readonly clock: FakeClock;
  }) {
    this.database = parts.database;
    this.store = parts.store;
    this.#place = parts.place;
    this.#clock = parts.clock;
  }

  /** Takes the claim over from whoever has it, who is not told. */
  async takeClaim(): Promise<void> {
    await this.database.query(
      `INSERT INTO "JobClaim" (job, holder, "claimedAt", "renewedAt") VALUES ($1, $2, now(), now())
       ON CONFLICT (job) DO UPDATE SET holder = excluded.holder`,
      [JOB, this.database.channel.id],
    );
  }

  /** Ends its part without a word, as far as a process can do that to itself; another one begins. */
  async die(): Promise<SampleServer> {
    await this.stop();
    return SampleServer.start(this.#place, this.#clock);
  }

  async stop(): Promise<void> {
    await this.store.close();
    await this.database.close();
  }

  /** Cuts the connection by which it hears of the others. */
  async deafen(): Promise<void> {
    await this.database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name LIKE '%' || $1`,
      [this.database.channel.id],
    );
  }
}
