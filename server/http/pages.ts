import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import next from 'next';
import { AppError } from '@/common/errors';
import { giveNextItsConfiguration } from '../env';
import type { Handler } from './http-server';

export interface Pages {
  readonly handle: Handler;
  /** Where Next listens for upgrades of its development tools. */
  readonly upgrades: Server;
  close(): Promise<void>;
}

/**
 * The pages, by Next. It ends every WebSocket that matches one of its routes, so it is given a
 * server of its own that never listens.
 * @param directory the folder that holds `app/` and `.next/`
 * @throws {AppError} NOT_FOUND when the pages were not built
 */
export async function openPages(directory: string, development: boolean): Promise<Pages> {
  if (!development) takeBuiltConfiguration(directory);
  const upgrades = createServer();
  const pages = next({ dev: development, dir: directory, httpServer: upgrades });
  await pages.prepare();
  return { handle: pages.getRequestHandler(), upgrades, close: () => pages.close() };
}

/**
 * Hands Next the configuration that the build wrote down. Reading next.config.ts again would load
 * the compiler into this process, and try to download it where it is not installed.
 */
function takeBuiltConfiguration(directory: string): void {
  const file = join(directory, '.next/required-server-files.json');
  if (!existsSync(file)) {
    throw new AppError(
      'NOT_FOUND',
      `The pages are not built: ${file} is missing. Run npm run build.`,
    );
  }
  const { config } = JSON.parse(readFileSync(file, 'utf8')) as { config: unknown };
  giveNextItsConfiguration(JSON.stringify(config));
}
