import { z } from 'zod';
import { formatDuration } from '@/common/duration';
import { defineCommand } from '../../../define-command';
import { jsonOption } from '../../../json-option';
import { namesOf } from '../../../member-text';
import { momentText } from '../../../moment-text';
import { negativeResult } from '../../../negative-result';
import { timeoutOption } from '../../../timeout-option';
import { waitUntil } from '../../../wait-until';

export default defineCommand({
  path: 'gossip events wait',
  summary: 'Wait until an event was told, or was in the last minutes; exit code 2 when not.',
  options: {
    timeout: timeoutOption(30_000),
    new: z.boolean().default(false).describe('Only one that is told from now on.'),
    json: jsonOption,
  },
  arguments: { type: z.string().describe('Its word, such as deploy.') },
  async run({ options, arguments: { type }, agent, out }) {
    const client = await agent();
    return negativeResult(out, async () => {
      const before = new Set(options.new ? (await client.clusterEvents()).map(({ id }) => id) : []);
      const found = await waitUntil({
        out,
        timeoutMs: options.timeout,
        ask: async () =>
          (await client.clusterEvents()).find((each) => each.type === type && !before.has(each.id)),
        isDone: (event) => event !== undefined,
        describe: () => `waiting for the event ${type}`,
      });
      if (found === undefined) {
        out.error(`no event ${type} within ${formatDuration(options.timeout)}`);
        return 2;
      }
      if (options.json) out.json(found);
      else {
        const nameOf = namesOf(await client.members());
        const payload = found.payload === '' ? '' : `: ${found.payload}`;
        out.line(`${type} of ${nameOf(found.from)} at ${momentText(found.atMs)} UTC${payload}`);
      }
      return 0;
    });
  },
});
