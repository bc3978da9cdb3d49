import { z } from 'zod';
import { defineCommand } from '../../../define-command';
import { jsonOption } from '../../../json-option';
import { negativeResult } from '../../../negative-result';

export default defineCommand({
  path: 'gossip events add',
  summary: 'Tell all members of an event, such as a deploy.',
  options: {
    payload: z.string().default('').describe('Up to 512 characters that go with it.'),
    json: jsonOption,
  },
  arguments: { type: z.string().describe('A word of your own, such as deploy.') },
  async run({ options, arguments: { type }, agent, out }) {
    const client = await agent();
    return negativeResult(out, async () => {
      const event = await client.tellEvent(type, options.payload);
      if (options.json) out.json(event);
      else out.line(`The event ${event.type} is told to all members.`);
      return 0;
    });
  },
});
