import { z } from 'zod';
import { defineCommand } from '../../../define-command';
import { editGroups, listArgument } from '../../../edit-groups';

export default defineCommand({
  path: 'agent parameters add',
  summary: 'Add a group to the configuration file, and to the agent that runs.',
  options: {},
  arguments: { parameter: listArgument, value: z.string().describe('A group, such as web.') },
  async run(given) {
    await editGroups(given, 'add', given.arguments.value);
    return 0;
  },
});
