import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@/common/errors';
import { SYSTEM_DATA_DIRECTORY } from '../config/load-config';
import type { Environment } from '../env';
import { createLocalClient, type LocalClient } from '../local-api/local-client';
import { socketPath } from '../local-api/socket-path';

export interface AgentSearch {
  /** `--data` */
  readonly data?: string | undefined;
  readonly environment: Environment;
  readonly currentDirectory: string;
}

/**
 * The agent of `--data`, of `OPSBRO_DATA`, of `./var/agent` or of the system: the first that
 * answers; only the named one when one is named. What is named may also be the folder that `npm
 * start` was given, which holds the server's data beside the agent's.
 * @throws {AppError} UNREACHABLE with how to start one; FORBIDDEN when it is another user's.
 */
export async function findAgent(search: AgentSearch): Promise<LocalClient> {
  const directories = candidates(search);
  for (const directory of directories) {
    const client = createLocalClient(socketPath(directory));
    try {
      await client.info();
      return client;
    } catch (error) {
      if (!AppError.is(error) || error.code !== 'UNREACHABLE') throw error;
    }
  }
  const named = namedDirectory(search);
  throw new AppError(
    'UNREACHABLE',
    `No agent answers for ${named ?? directories.join(' or ')}; start one with "${startCommand(search)}"${elsewhere(search)}.`,
  );
}

/** One that runs may have been started with another directory. */
function elsewhere(search: AgentSearch): string {
  return namedDirectory(search) === undefined ? ', or name its data directory with --data' : '';
}

/** What starts the agent that was looked for: in a checkout `npm start` does, with a server for it. */
export function startCommand(search: AgentSearch): string {
  const [first = ''] = candidates(search);
  const isNamed = namedDirectory(search) !== undefined;
  return !isNamed && isCheckout(search.currentDirectory)
    ? 'npm start'
    : `opsbro agent start --data ${first}`;
}

function isCheckout(directory: string): boolean {
  return ['agent/main.ts', 'scripts/start.mjs'].every((file) => existsSync(join(directory, file)));
}

function namedDirectory({ data, environment }: AgentSearch): string | undefined {
  return data ?? environment.opsbro.DATA;
}

function candidates(search: AgentSearch): string[] {
  const named = namedDirectory(search);
  if (named !== undefined) return [named, join(named, 'agent')];
  // Every machine has a `/var`, and nothing of ours is in it.
  const own = join(search.currentDirectory, 'var', 'agent');
  return isCheckout(search.currentDirectory) || existsSync(own)
    ? [own, SYSTEM_DATA_DIRECTORY]
    : [SYSTEM_DATA_DIRECTORY];
}
