import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { parseDuration } from '@/common/duration';
import { AppError } from '@/common/errors';
import { systemClock } from '@/common/node/system-clock';
import { loadConfig } from '../../../config/load-config';
import type { AgentInfo } from '../../../local-api/local-api';
import { createLocalClient } from '../../../local-api/local-client';
import { socketPath } from '../../../local-api/socket-path';
import { detectServiceManager } from '../../../service/detect-manager';
import { installService } from '../../../service/install-service';
import { systemMachine } from '../../../service/machine';
import { programStart } from '../../../service/program-start';
import { requireRoot } from '../../../service/require-root';
import { serviceDefinition } from '../../../service/service-definition';
import { waitUntilConnected } from '../../../service/wait-until-connected';
import { defineCommand } from '../../define-command';

const waitTime = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, 'expected a duration such as 30s')
  .optional()
  .describe('How long to wait until the agent has reached its server, such as 30s; not at all.');

export default defineCommand({
  path: 'agent service-install',
  summary: 'Have the agent run as a service of this machine, now and after every boot.',
  options: { wait: waitTime },
  arguments: {},
  async run({ options, environment, currentDirectory, packsDirectory, out }) {
    requireRoot('opsbro agent service-install');
    const { dataDirectory } = loadConfig({
      environment,
      flags: options,
      currentDirectory,
      packsDirectory,
    });
    const configFile = options.config === undefined ? undefined : resolve(options.config);
    const manager = detectServiceManager(systemMachine());
    const startedMs = systemClock.nowMs();

    await installService(manager, serviceDefinition(programStart(), { dataDirectory, configFile }));
    out.line(`The agent runs as a service of ${manager.name} (${manager.file}).`);

    const timeoutMs = parseDuration(options.wait ?? '');
    if (timeoutMs === undefined) return 0;
    const client = createLocalClient(socketPath(dataDirectory));
    const info = await waitUntilConnected({ client, timeoutMs, sleep });
    const seconds = (systemClock.nowMs() - startedMs) / 1_000;
    out.line(`${howItStands(info)} (${seconds.toFixed(1)} s)`);
    return 0;
  },
});

/** @throws {AppError} FORBIDDEN with the server's words */
function howItStands({ uplink, nodeId }: AgentInfo): string {
  const { state, serverUrl, reason } = uplink;
  switch (state) {
    case 'connected':
      return `Connected to ${serverUrl} as node ${nodeId}.`;
    case 'off':
      return 'It works on its own; "opsbro agent join" gives it a server.';
    case 'refused':
      throw new AppError('FORBIDDEN', `The server at ${serverUrl} refuses: ${reason}`);
    case 'connecting':
    case 'waiting':
      return reason;
  }
}
