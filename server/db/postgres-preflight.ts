import type { ClientBase } from 'pg';
import { AppError } from '@/common/errors';

const VERSION_MIN = 15;

interface Facts {
  readonly version: string;
  readonly versionNumber: string;
  readonly readOnly: string;
  readonly standby: boolean;
  readonly synchronousCommit: string;
  readonly fsync: string;
  readonly encoding: string;
}

/**
 * Whether a PostgreSQL can hold what we promise to keep.
 *
 * @returns its version, `15.18`
 * @throws {AppError} INVALID for one that cannot, with what to change
 */
export async function preflight(client: ClientBase, name: string): Promise<string> {
  const { rows } = await client.query<Facts>(FACTS);
  const [facts] = rows;
  const problem = facts === undefined ? 'tells nothing of itself' : problemOf(facts);
  if (problem !== undefined) throw new AppError('INVALID', `PostgreSQL at ${name} ${problem}`);
  return facts?.version.split(' ')[0] ?? '';
}

function problemOf(facts: Facts): string | undefined {
  const { version, readOnly, standby, synchronousCommit, fsync, encoding } = facts;
  if (Number(facts.versionNumber) < VERSION_MIN * 10_000) {
    return `is of version ${version}; OpsBro needs ${VERSION_MIN} or newer`;
  }
  if (standby) return 'is a standby and takes no writes: let DATABASE_URL name the primary';
  if (readOnly === 'on') {
    return 'takes no writes: set default_transaction_read_only to off for this database and user';
  }
  if (synchronousCommit === 'off') {
    return 'confirms commits before they are on a disk: set synchronous_commit to on, for a crash would lose what agents were told is safe';
  }
  if (fsync !== 'on') {
    return 'runs with fsync off: set it to on, for a power cut would destroy the database';
  }
  if (encoding !== 'UTF8') {
    return `keeps this database in ${encoding}: create one with ENCODING 'UTF8' TEMPLATE template0`;
  }
  return undefined;
}

const FACTS = `SELECT current_setting('server_version') AS version,
  current_setting('server_version_num') AS "versionNumber",
  current_setting('transaction_read_only') AS "readOnly",
  pg_is_in_recovery() AS standby,
  current_setting('synchronous_commit') AS "synchronousCommit",
  current_setting('fsync') AS fsync,
  current_setting('server_encoding') AS encoding`;
