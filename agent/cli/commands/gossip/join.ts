import { z } from 'zod';
import { defineCommand } from '../../define-command';
import { joinText } from '../../join-text';
import { jsonOption } from '../../json-option';
import { negativeResult } from '../../negative-result';

export default defineCommand({
  path: 'gossip join',
  summary: 'Join the cluster of another agent; exit code 2 when that does not work.',
  options: { json: jsonOption },
  arguments: {
    seed: z.string().describe('Its address or name, with or without a port: 192.0.2.7:6768.'),
  },
  async run({ options, arguments: { seed }, agent, out }) {
    const client = await agent();
    return negativeResult(out, async () => {
      const answer = await client.joinMembers(seed);
      if (options.json) out.json(answer);
      else out.line(joinText(seed, answer, out));
      return answer.joined ? 0 : 2;
    });
  },
});
