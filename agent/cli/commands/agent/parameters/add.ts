import { z } from 'zod';
import { defineCommand } from '../../../define-command';
import { editList, listArgument } from '../../../edit-list';

export default defineCommand({
  path: 'agent parameters add',
  summary: 'Add a group or a seed to the configuration file, and to the agent that runs.',
  options: {},
  arguments: {
    parameter: listArgument,
    value: z.string().describe('A group such as web, or a seed such as 192.0.2.7:6768.'),
  },
  async run(given) {
    const { parameter: list, value: word } = given.arguments;
    await editList(given, { list, change: 'add', word });
    return 0;
  },
});
