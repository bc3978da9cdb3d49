import { z } from 'zod';
import type { CommandTools, CommonOptions } from './define-command';
import { openConfig } from './open-config';
import { runningAgent } from './running-agent';

const CHOICES = ['groups'] as const;

export const listArgument = z
  .enum(CHOICES, 'expected groups, the only setting that is a list')
  .describe('groups, the only setting that is a list.');

/**
 * Adds a group to the configuration of the agent, or takes it away: in the file, and at once in the
 * agent that runs.
 */
export async function editGroups(
  given: CommandTools & { readonly options: CommonOptions },
  change: 'add' | 'remove',
  group: string,
): Promise<void> {
  const { out } = given;
  const file = openConfig(given);
  const isNew = change === 'add' ? file.add('groups', group) : file.remove('groups', group);
  if (isNew) file.write();
  const verb = change === 'add' ? 'has' : 'does not have';
  out.line(`${file.path}: groups ${verb} ${group}${isNew ? ' now' : ' already'}.`);
  const client = await runningAgent(given);
  if (client === undefined) {
    out.line('No agent runs; the next one will read it.');
    return;
  }
  await client.configureGroup(change, group);
  out.line('The agent that runs does as well.');
}
