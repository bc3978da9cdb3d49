import { z } from 'zod';
import { defineCommand } from '../../../define-command';
import { jsonOption } from '../../../json-option';
import { openConfig } from '../../../open-config';

export default defineCommand({
  path: 'agent parameters get',
  summary:
    'Print what the configuration file says of one setting; exit code 1 when it says nothing.',
  options: { json: jsonOption },
  arguments: { parameter: z.string().describe('Such as name, groups or outbox.maxAge.') },
  async run(given) {
    const { options, out } = given;
    const { parameter } = given.arguments;
    const file = openConfig(given);
    const value = file.get(parameter);
    if (value === undefined || value === null) {
      out.error(`${file.path} says nothing of ${parameter}.`);
      return 1;
    }
    if (options.json) out.json(value);
    else if (Array.isArray(value)) for (const word of value) out.line(String(word));
    else out.line(typeof value === 'string' ? value : JSON.stringify(value));
    return 0;
  },
});
