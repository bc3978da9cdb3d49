import { basename } from 'node:path';
import type { Clock } from '@/common/clock';
import { VERSION } from '../../version';
import { dataDirectoryMajor, POSTGRESQL_MAJOR } from '../data-directory';
import { keptName, swapFolders } from '../transfer/directory-swap';
import { runTransferProcess } from '../transfer/transfer-process';
import { removeStaleTakeOvers, takeOverDraft } from './take-over';

export interface AdoptOptions {
  /** Of the database, resolved; the caller holds its lock. */
  readonly directory: string;
  readonly migrationsDirectory: string;
  readonly clock: Clock;
  readonly onProgress: (step: string) => void;
}

/**
 * Takes over a database that an older PostgreSQL made, by way of a process of its own; nothing to do
 * nearly always. Killed at any moment, it leaves the old one or the new one, complete. The old one is
 * kept beside it.
 *
 * @throws {AppError} CONFLICT for a major that cannot be read; UNREACHABLE with the command that
 *   installs what reads it.
 */
export async function adoptOlderMajor(options: AdoptOptions): Promise<void> {
  const { directory, migrationsDirectory, clock, onProgress } = options;
  const major = dataDirectoryMajor(directory);
  if (major === undefined || Number(major) >= Number(POSTGRESQL_MAJOR)) return;
  removeStaleTakeOvers(directory);
  const draft = takeOverDraft(directory, process.pid);
  onProgress(`taking over the database of PostgreSQL ${major}`);
  await runTransferProcess(
    {
      kind: 'take-over',
      directory,
      draft,
      major,
      migrationsDirectory,
      program: VERSION,
      madeAtMs: clock.wallMs(),
    },
    { onStep: (step) => onProgress(`taking over the database of PostgreSQL ${major}: ${step}`) },
  );
  const kept = keptName(directory, major, clock.wallMs());
  swapFolders(directory, [{ fresh: basename(draft), place: basename(directory), kept }]);
  onProgress(`the database of PostgreSQL ${major} is kept as ${kept}`);
}
