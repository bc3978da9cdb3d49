import { PGlite } from 'pglite-17';
import { systemClock } from '@/common/node/system-clock';
import type { Session } from '@/server/db/connection';
import { MIGRATIONS_DIRECTORY, migrate } from '@/server/db/migrate';
import { pgliteSession } from '@/server/db/transfer/pglite-session';
import { digestDatabase } from '@/server/db/transfer/read-database';
import { fillEveryTable } from '../transfer/rows-in-every-table';

/** A real data directory of PostgreSQL 17 with our tables and rows in all of them. */
export async function makeOlderDirectory(directory: string) {
  const session = pgliteSession(await PGlite.create(directory), directory);
  // PGlite of that time does not tell which command it ran, and whoever migrates looks at COMMIT's.
  const told: Session = {
    ...session,
    async script(text) {
      return { ...(await session.script(text)), command: text.split(' ', 1)[0] ?? '' };
    },
  };
  await migrate(told, MIGRATIONS_DIRECTORY, () => undefined);
  await fillEveryTable(session);
  const digests = await digestDatabase(session);
  await session.close();
  return digests;
}

export const adopting = {
  migrationsDirectory: MIGRATIONS_DIRECTORY,
  clock: systemClock,
  onProgress: () => undefined,
};
