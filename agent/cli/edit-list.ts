import { z } from 'zod';
import type { LocalClient } from '../local-api/local-client';
import type { CommandTools, CommonOptions } from './define-command';
import { joinText } from './join-text';
import { openConfig } from './open-config';
import type { Output } from './output';
import { runningAgent } from './running-agent';

const CHOICES = ['groups', 'seeds', 'gossip.seeds'] as const;

export const listArgument = z
  .enum(CHOICES, 'expected groups or seeds, the settings that are lists')
  .describe('groups or seeds, the settings that are lists.');

export type ListSetting = (typeof CHOICES)[number];

export interface ListEdit {
  readonly list: ListSetting;
  readonly change: 'add' | 'remove';
  readonly word: string;
}

/**
 * Adds a word to a list in the configuration of the agent, or takes it away: in the file, and as far
 * as that is possible at once in the agent that runs.
 */
export async function editList(
  given: CommandTools & { readonly options: CommonOptions },
  { list, change, word }: ListEdit,
): Promise<void> {
  const { out } = given;
  const file = openConfig(given);
  const key = list === 'groups' ? 'groups' : 'gossip.seeds';
  const isNew = change === 'add' ? file.add(key, word) : file.remove(key, word);
  if (isNew) file.write();
  const verb = change === 'add' ? 'has' : 'does not have';
  out.line(`${file.path}: ${key} ${verb} ${word}${isNew ? ' now' : ' already'}.`);
  const client = await runningAgent(given);
  if (client === undefined) out.line('No agent runs; the next one will read it.');
  else if (key === 'groups') {
    await client.configureGroup(change, word);
    out.line('The agent that runs does as well.');
  } else await applySeed(client, change, word, out);
}

async function applySeed(
  client: LocalClient,
  change: ListEdit['change'],
  seed: string,
  out: Output,
): Promise<void> {
  if (change === 'remove') {
    out.line('The agent that runs forgets it with its next start.');
    return;
  }
  const { state, reason } = await client.cluster();
  if (state === 'on') out.line(joinText(seed, await client.joinMembers(seed), out));
  else out.line(reason);
}
