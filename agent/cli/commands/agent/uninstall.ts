import { createInterface } from 'node:readline/promises';
import { z } from 'zod';
import { AppError } from '@/common/errors';
import { loadConfig } from '../../../config/load-config';
import { detectServiceManager } from '../../../service/detect-manager';
import { refuseOtherAgent } from '../../../service/install-service';
import { findInstallation } from '../../../service/installation';
import { type Machine, systemMachine } from '../../../service/machine';
import { requireRoot } from '../../../service/require-root';
import type { ServiceManager } from '../../../service/service-manager';
import { defineCommand } from '../../define-command';
import type { Output } from '../../output';
import { UsageError } from '../../usage-error';

export default defineCommand({
  path: 'agent uninstall',
  summary: 'Remove the agent from this machine: service, program, settings, key and data.',
  options: {
    keepData: z.boolean().optional().describe('Leave the key, the outbox and the logs.'),
    yes: z.boolean().optional().describe('Do not ask.'),
  },
  arguments: {},
  async run({ options, environment, currentDirectory, packsDirectory, out }) {
    requireRoot('opsbro agent uninstall');
    const { dataDirectory } = loadConfig({
      environment,
      flags: options,
      currentDirectory,
      packsDirectory,
    });
    const machine = systemMachine();
    const manager = managerOf(machine);
    await refuseOtherAgent(manager, dataDirectory);
    const installation = findInstallation({
      machine,
      manager,
      dataDirectory: options.keepData === true ? undefined : dataDirectory,
    });
    if (installation.parts.length === 0) {
      out.line('There is nothing of the agent on this machine.');
      return 0;
    }
    if (options.yes !== true && !(await isAgreed(installation.parts, out))) {
      out.line('Nothing was removed.');
      return 1;
    }
    const { removed, left } = await installation.remove();
    for (const path of removed) out.line(`Removed ${path}`);
    for (const path of left) out.line(`Left ${path}, which is not the agent's`);
    out.line('Its node stays on the server until somebody removes it there.');
    return 0;
  },
});

function managerOf(machine: Machine): ServiceManager | undefined {
  try {
    return detectServiceManager(machine);
  } catch (error) {
    if (AppError.is(error) && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}

async function isAgreed(parts: readonly string[], out: Output): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new UsageError('Nobody is there to be asked; say --yes to remove the agent.');
  }
  out.line('This stops the agent and removes:');
  for (const part of parts) out.line(`  ${part}`);
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await lines.question('Go on? [y/N] ');
  lines.close();
  return /^y(es)?$/i.test(answer.trim());
}
