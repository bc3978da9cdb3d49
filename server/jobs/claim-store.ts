import type { Database, Sql } from '../db/database';

/** A claim that was not renewed for so long, by the clock of the database, is up for grabs. */
const LEASE_MS = 6_000;

/** The rows of `JobClaim` as one server sees and changes them. */
export class ClaimStore {
  readonly #database: Database;
  readonly #holder: string;

  constructor(database: Database, holder: string) {
    this.#database = database;
    this.#holder = holder;
  }

  /** Renews what is held and takes what is free. @returns what is held now. */
  async claim(jobs: readonly string[]): Promise<readonly string[]> {
    const held = await this.#ask(RENEW, jobs, [this.#holder]);
    const others = jobs.filter((job) => !held.includes(job));
    if (others.length === 0) return held;
    const fresh = await this.#ask(INSERT, others, [this.#holder]);
    const taken = await this.#ask(TAKE, others, [this.#holder, LEASE_MS]);
    return [...held, ...fresh, ...taken];
  }

  /**
   * Whether the job is held here; if so, nobody takes it over before the transaction ends. Renewing
   * does not wait for that: it leaves the key alone.
   */
  async lock(sql: Sql, job: string): Promise<boolean> {
    const { rows } = await sql.query(
      'SELECT job FROM "JobClaim" WHERE job = $1 AND holder = $2 FOR KEY SHARE',
      [job, this.#holder],
    );
    return rows.length > 0;
  }

  async giveBack(): Promise<void> {
    await this.#database.query('DELETE FROM "JobClaim" WHERE holder = $1', [this.#holder]);
  }

  async #ask(text: string, jobs: readonly string[], values: readonly (string | number)[]) {
    const { rows } = await this.#database.query<{ job: string }>(text, [jobs, ...values]);
    return rows.map(({ job }) => job);
  }
}

const RENEW = `UPDATE "JobClaim" SET "renewedAt" = clock_timestamp()
  WHERE job = ANY($1::text[]) AND holder = $2 RETURNING job`;

const INSERT = `INSERT INTO "JobClaim" (job, holder, "claimedAt", "renewedAt")
  SELECT job, $2, clock_timestamp(), clock_timestamp() FROM unnest($1::text[]) AS job
  ON CONFLICT (job) DO NOTHING RETURNING job`;

/** FOR UPDATE, since it waits for `lock` and a plain UPDATE would not; a clock may have gone back. */
const TAKE = `WITH free AS (
    SELECT job FROM "JobClaim"
    WHERE job = ANY($1::text[])
      AND abs(extract(epoch FROM clock_timestamp() - "renewedAt")) * 1000 > $3
    FOR UPDATE SKIP LOCKED
  )
  UPDATE "JobClaim" claim
  SET holder = $2, "claimedAt" = clock_timestamp(), "renewedAt" = clock_timestamp()
  FROM free WHERE claim.job = free.job RETURNING claim.job`;
