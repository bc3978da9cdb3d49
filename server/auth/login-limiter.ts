import { createHash } from 'node:crypto';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '@/common/errors';
import type { Database, SqlValue } from '../db/database';
import { networkOf } from '../http/address-range';

/** A quarter of an hour, at whose end everything is forgotten. */
const WINDOW_S = 15 * 60;
const ACCOUNT_TRIES_MAX = 10;
/** More than of one account: a whole office may come from one address. */
const ADDRESS_TRIES_MAX = 60;
/** A code of a second factor is good for about ninety seconds; it is taken once. */
const CODE_LIFE_S = 120;

/** Of one whose token was replaced, and who asks on: apart from passwords, lest nobody can sign in. */
const TOKEN_TRIES_MAX = 60;

interface Attempt {
  readonly address: string;
  /** As it was typed, whether there is such an account or not. */
  readonly email?: string;
}

export type LoginLimiter = ReturnType<typeof createLoginLimiter>;

/**
 * Counts tries at passwords and codes, in the database, so that several servers count together.
 * Accounts that do not exist are counted like those that do.
 */
export function createLoginLimiter(database: Database) {
  const { accounts, addresses, tokens, refusals, codes } = countersOf(database);

  return {
    /**
     * Counts one try, before anything is looked at.
     * @throws {AppError} TOO_MANY with the wait in words when there were too many
     */
    async take({ address, email }: Attempt): Promise<void> {
      const { isFirstInDuration } = await consume(
        addresses,
        networkOf(address),
        'from your address',
      );
      if (isFirstInDuration) await forgetExpired(database);
      if (email !== undefined) await consume(accounts, accountKey(email), 'for this account');
    },

    /**
     * Counts a token that nobody knows.
     * @throws {AppError} TOO_MANY with the wait in words when there were too many from there
     */
    async takeToken(address: string): Promise<void> {
      const { isFirstInDuration } = await consume(tokens, networkOf(address), 'from your address');
      if (isFirstInDuration) await forgetExpired(database);
    },

    /** Counts a try at an account that was refused. @returns which one it is */
    async refuse(email: string): Promise<number> {
      return (await refusals.consume(accountKey(email))).consumedPoints;
    },

    /** How many tries at an account are counted now. */
    async triesOf(email: string): Promise<number> {
      return (await accounts.get(accountKey(email)))?.consumedPoints ?? 0;
    },

    /** Whoever has shown the right password starts anew. */
    async forget(email: string): Promise<void> {
      await accounts.delete(accountKey(email));
      await refusals.delete(accountKey(email));
    },

    /** As `forget`, and lets every address try again: for admins, who are asked for help. */
    async unlock(email: string): Promise<void> {
      await accounts.delete(accountKey(email));
      await database.query(
        `DELETE FROM "LoginTry" WHERE key LIKE 'address:%' OR key LIKE 'token:%'`,
      );
    },

    /**
     * Takes a code of somebody's second factor; of those that come at once, one gets it.
     * @returns false when it was taken before
     */
    async claimCode(userId: string, code: string): Promise<boolean> {
      try {
        await codes.consume(digest(`${userId} ${code}`));
        return true;
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return false;
        throw refusal;
      }
    },
  };
}

function countersOf(database: Database) {
  const options = storeOptions(database);
  const counter = (keyPrefix: string, points: number, duration = WINDOW_S) =>
    new RateLimiterPostgres({ ...options, keyPrefix, points, duration });
  return {
    accounts: counter('account', ACCOUNT_TRIES_MAX),
    addresses: counter('address', ADDRESS_TRIES_MAX),
    tokens: counter('token', TOKEN_TRIES_MAX),
    refusals: counter('refused', Number.MAX_SAFE_INTEGER),
    codes: counter('code', 1, CODE_LIFE_S),
  };
}

async function consume(
  limiter: RateLimiterPostgres,
  key: string,
  whose: string,
): Promise<RateLimiterRes> {
  try {
    return await limiter.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    const retryAfterMs = refusal.msBeforeNext;
    const minutes = Math.max(1, Math.ceil(retryAfterMs / 60_000));
    const wait = minutes === 1 ? 'a minute' : `${minutes} minutes`;
    throw new AppError('TOO_MANY', `Too many tries ${whose}. Wait ${wait}, then try again.`, {
      retryAfterMs,
    });
  }
}

/** What the limiter asks for of a PostgreSQL client, with our statements under it. */
function storeOptions(database: Database) {
  const storeClient = {
    async query({ text, values }: { text: string; values: readonly SqlValue[] }) {
      const { rows, affected } = await database.query<{ points: number; expire: bigint }>(
        text,
        values,
      );
      const plain = rows.map(({ points, expire }) => ({ points, expire: Number(expire) }));
      // As node-postgres counts: of a SELECT, the rows that it gives.
      return { rows: plain, rowCount: Math.max(rows.length, affected) };
    },
  };
  return {
    storeClient,
    storeType: 'client',
    tableName: 'LoginTry',
    tableCreated: true,
    clearExpiredByTimeout: false,
  };
}

async function forgetExpired(database: Database): Promise<void> {
  await database.query(
    'DELETE FROM "LoginTry" WHERE expire < (extract(epoch FROM now()) * 1000)::int8',
  );
}

/** People type passwords into the wrong field; so what was typed is not kept. */
function accountKey(email: string): string {
  return digest(email.trim().toLowerCase());
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
