import { z } from 'zod';
import { formatDuration } from '@/common/duration';
import { defineCommand } from '../../define-command';
import { jsonOption } from '../../json-option';
import { memberStateText } from '../../member-text';
import { negativeResult } from '../../negative-result';

export default defineCommand({
  path: 'gossip ping',
  summary: 'Probe a member now; exit code 2 when it does not answer.',
  options: { json: jsonOption },
  arguments: { node: z.string().describe('Its id, name or host name.') },
  async run({ options, arguments: { node }, agent, out }) {
    const client = await agent();
    return negativeResult(out, async () => {
      const answer = await client.pingMember(node);
      const { name, state, answered, roundTripMs, reason } = answer;
      if (options.json) out.json(answer);
      else if (answered) {
        const took = roundTripMs === null ? '' : `, it answered in ${formatDuration(roundTripMs)}`;
        out.line(`${name} is ${memberStateText(state, out)}${took}`);
      } else {
        out.line(`${name} is ${memberStateText(state, out)}: ${reason}`);
      }
      return answered ? 0 : 2;
    });
  },
});
