import { z } from 'zod';
import { defineCommand } from '../../../define-command';
import { openConfig } from '../../../open-config';
import { UsageError } from '../../../usage-error';

export default defineCommand({
  path: 'agent parameters set',
  summary: 'Write a setting to the configuration file; comments in it survive.',
  options: {},
  arguments: {
    parameter: z.string().describe('Such as name, outbox.maxAge or collectors.sshd.enabled.'),
    value: z.string().describe('Its value.'),
  },
  async run(given) {
    const { out } = given;
    const { parameter, value } = given.arguments;
    if (['groups', 'seeds', 'gossip.seeds'].includes(parameter)) {
      throw new UsageError(
        `${parameter} is a list: see "opsbro agent parameters add" and "remove".`,
      );
    }
    const file = openConfig(given);
    file.set(parameter, parameter.endsWith('.enabled') ? flagOf(value) : value);
    file.write();
    out.line(`${file.path}: ${parameter} is set. An agent reads it when it starts.`);
    return 0;
  },
});

/** All others may be written as text. */
function flagOf(text: string): string | boolean {
  return text === 'true' || text === 'false' ? text === 'true' : text;
}
