import { AppError } from '@/common/errors';
import { createLocalClient } from '../local-api/local-client';
import { socketPath } from '../local-api/socket-path';
import type { ServiceDefinition } from './service-definition';
import type { ServiceManager } from './service-manager';

/**
 * Has the agent run as a service, from now on and from every boot.
 * @throws {AppError} CONFLICT when an agent that is no service uses the data directory; INVALID with
 * what the machine said
 */
export async function installService(
  manager: ServiceManager,
  definition: ServiceDefinition,
): Promise<void> {
  await refuseOtherAgent(manager, definition.dataDirectory);
  await manager.install(definition);
}

/** @throws {AppError} CONFLICT when an agent that is no service uses the data directory */
export async function refuseOtherAgent(
  manager: ServiceManager | undefined,
  dataDirectory: string,
): Promise<void> {
  if (manager?.isInstalled() === true && (await manager.isRunning())) return;
  const holder = await createLocalClient(socketPath(dataDirectory)).holder();
  if (holder === undefined) return;
  throw new AppError(
    'CONFLICT',
    `The data directory ${dataDirectory} is in use by ${holder}, which is no service; stop it first with "opsbro agent stop --data ${dataDirectory}".`,
  );
}
