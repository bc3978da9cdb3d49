import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { copyDataDirectory, createDataDirectory } from '../create-data-directory';
import { openPgliteSession } from './pglite-session';
import type { TransferSession } from './transfer-session';

/** Made by the build: beside the built program, or seen from where `builtScript` puts its own. */
const TEMPLATES = ['./empty-database', '../../../dist/server/empty-database'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);

const isTemplate = (path: string) => existsSync(join(path, 'PG_VERSION'));

/**
 * Makes an embedded database without tables, in place of whatever a former try left there. Without
 * a template `initdb` runs in this very process, which takes 800 MB for some seconds.
 */
export async function openFreshDatabase(
  directory: string,
  template: string | undefined = TEMPLATES.find(isTemplate),
): Promise<TransferSession> {
  rmSync(directory, { recursive: true, force: true });
  if (template !== undefined && isTemplate(template)) copyDataDirectory(template, directory);
  else await createDataDirectory(directory);
  return await openPgliteSession(directory);
}
