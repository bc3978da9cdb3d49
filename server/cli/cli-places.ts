import { existsSync, readFileSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { AppError, messageOf } from '@/common/errors';
import { inspectDataDirectory, resolveDataDirectory } from '../db/data-directory';
import { lockDirectory } from '../db/directory-lock';
import { finishSwap } from '../db/transfer/directory-swap';
import { openPgliteSession } from '../db/transfer/pglite-session';
import { openPostgresTransfer } from '../db/transfer/postgres-transfer-session';
import type { TransferSession } from '../db/transfer/transfer-session';
import type { CliEnvironment } from './env';

export interface PlaceOptions {
  /** `--data` */
  readonly data?: string | undefined;
  /** `--database-url-file` */
  readonly databaseUrlFile?: string | undefined;
}

export type CliPlaces = ReturnType<typeof createCliPlaces>;

/** Where the server is that a command is about, and its database. */
export function createCliPlaces(environment: CliEnvironment, projectDirectory: string) {
  /** The server's part of the data directory. */
  function serverDirectory({ data }: PlaceOptions): string {
    return join(resolve(data ?? environment.data ?? join(projectDirectory, 'var')), 'server');
  }

  function databaseUrl({ databaseUrlFile }: PlaceOptions): string | undefined {
    if (databaseUrlFile === undefined) return environment.databaseUrl;
    try {
      return readFileSync(databaseUrlFile, 'utf8').trim();
    } catch (cause) {
      throw new AppError('NOT_FOUND', `${databaseUrlFile} cannot be read: ${messageOf(cause)}.`, {
        cause,
      });
    }
  }

  return {
    serverDirectory,
    databaseUrl,

    /** @throws {AppError} INVALID when no PostgreSQL is named. */
    neededUrl(options: PlaceOptions): string {
      const url = databaseUrl(options);
      if (url !== undefined) return url;
      throw new AppError(
        'INVALID',
        'No PostgreSQL is named: give a file with its connection string by --database-url-file, or set DATABASE_URL.',
      );
    },

    /**
     * Work on the embedded database's directory, as the only one who has it.
     * @throws {AppError} CONFLICT naming the process that has it; FORBIDDEN to another user.
     */
    async withDirectory<Result>(
      options: PlaceOptions,
      work: (directory: string) => Promise<Result>,
    ): Promise<Result> {
      const directory = resolveDataDirectory(join(serverDirectory(options), 'pg'));
      assertOwner(dirname(directory));
      const lock = await lockDirectory(directory);
      try {
        finishSwap(directory);
        return await work(directory);
      } finally {
        await lock.release();
      }
    },

    /** The database that the options name, for reading: PostgreSQL's, or the embedded one, alone. */
    async withDatabase<Result>(
      options: PlaceOptions,
      work: (session: TransferSession) => Promise<Result>,
    ): Promise<Result> {
      const url = options.data === undefined ? databaseUrl(options) : undefined;
      if (url !== undefined) return await closing(await openPostgresTransfer(url), work);
      return await this.withDirectory(options, async (directory) => {
        if (inspectDataDirectory(directory) === 'missing') throw nothingThere(directory);
        return await closing(await openPgliteSession(directory), work);
      });
    },
  };
}

export async function closing<Result>(
  session: TransferSession,
  work: (session: TransferSession) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

function nothingThere(directory: string): AppError {
  return new AppError(
    'NOT_FOUND',
    `There is no database in ${directory}; name the data directory with --data, or a PostgreSQL with --database-url-file.`,
  );
}

/** Files that root makes in another user's directory would keep that user's server from starting. */
function assertOwner(directory: string): void {
  const { uid } = userInfo();
  if (!existsSync(directory)) return;
  const owner = statSync(directory).uid;
  if (uid === -1 || owner === uid) return;
  throw new AppError(
    'FORBIDDEN',
    `${directory} belongs to the user with the id ${owner}; run this as that user: sudo -u '#${owner}' opsbro server …`,
  );
}
