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
 * answers; only the named one when one is named.
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
  const [first = ''] = directories;
  throw new AppError(
    'UNREACHABLE',
    `No agent answers for ${directories.join(' or ')}; start one with "opsbro agent start --data ${first}".`,
  );
}

function candidates({ data, environment, currentDirectory }: AgentSearch): string[] {
  const named = data ?? environment.opsbro.DATA;
  if (named !== undefined) return [named];
  return [join(currentDirectory, 'var', 'agent'), SYSTEM_DATA_DIRECTORY];
}
