import { z } from 'zod';
import { defineCommand } from '../../../define-command';
import { editGroups, listArgument } from '../../../edit-groups';

export default defineCommand({
  path: 'agent parameters remove',
  summary: 'Take a group out of the configuration file, and out of the agent that runs.',
  options: {},
  arguments: { parameter: listArgument, value: z.string().describe('A group, such as web.') },
  async run(given) {
    await editGroups(given, 'remove', given.arguments.value);
    return 0;
  },
});
