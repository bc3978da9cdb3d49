import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The folder that holds `package.json` and `prisma/`, above a source file or a built one.
 * @param from the folder of the module that asks
 * @throws {Error} when there is none above
 */
export function projectDirectoryOf(from: string): string {
  for (let directory = from; ; directory = dirname(directory)) {
    if (existsSync(join(directory, 'prisma/schema.prisma'))) return directory;
    if (directory === dirname(directory)) throw new Error(`No project directory above ${from}`);
  }
}
