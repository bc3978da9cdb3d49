import { z } from 'zod';
import { defineCommand } from '../../../define-command';
import { editList, listArgument } from '../../../edit-list';

export default defineCommand({
  path: 'agent parameters remove',
  summary: 'Take a group or a seed out of the configuration file, and out of the agent that runs.',
  options: {},
  arguments: {
    parameter: listArgument,
    value: z.string().describe('A group such as web, or a seed such as 192.0.2.7:6768.'),
  },
  async run(given) {
    const { parameter: list, value: word } = given.arguments;
    await editList(given, { list, change: 'remove', word });
    return 0;
  },
});
