import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@/common/node/system-clock';
import { consoleActor } from '@/server/console/console-actor';
import { MIGRATIONS_DIRECTORY } from '@/server/db/migrate';
import { openPgliteSession } from '@/server/db/transfer/pglite-session';
import { findTestTemplate } from '../../../support/test-database';

/** Whoever moves or restores, at the console. */
export const moving = {
  by: consoleActor('root'),
  clock: systemClock,
  program: '0.0.0-test',
  madeAtMs: Date.UTC(2026, 10, 22),
  migrationsDirectory: MIGRATIONS_DIRECTORY,
  onStep: () => undefined,
};

/** A folder of a test's own, removed at the end. */
export function testFolder(): Disposable & { readonly path: string; file(name: string): string } {
  const path = mkdtempSync(join(tmpdir(), 'opsbro-transfer-'));
  return {
    path,
    file: (name) => join(path, name),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** A migrated, empty embedded database in `directory`, open. */
export async function openEmbedded(directory: string) {
  cpSync(await findTestTemplate(), directory, { recursive: true });
  return await openPgliteSession(directory);
}
