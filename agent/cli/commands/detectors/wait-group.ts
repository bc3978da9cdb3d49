import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { formatDuration } from '@/common/duration';
import { systemClock } from '@/common/node/system-clock';
import { duration } from '../../../config/setting-forms';
import { defineCommand } from '../../define-command';
import { membershipText } from '../../detector-text';

const ASK_EVERY_MS = 200;

export default defineCommand({
  path: 'detectors wait-group',
  summary: 'Wait until this machine is in a group; exit code 1 when it is not by then.',
  options: {
    timeout: duration({ minMs: 0, maxMs: 86_400_000 })
      .default(30_000)
      .describe('How long to wait: 30s.'),
  },
  arguments: { group: z.string().describe('A group, such as linux.') },
  async run({ options, arguments: { group }, agent, out }) {
    const client = await agent();
    const untilMs = systemClock.nowMs() + options.timeout;
    for (;;) {
      const memberships = await client.memberships();
      const reasons = memberships.filter((membership) => membership.group === group);
      if (reasons.length > 0) {
        out.line(`${group}: ${reasons.map(membershipText).join('; ')}`);
        return 0;
      }
      if (systemClock.nowMs() >= untilMs) {
        const names = [...new Set(memberships.map((membership) => membership.group))].sort();
        const others = names.length === 0 ? 'in no group' : `in ${names.join(', ')}`;
        out.error(`not in ${group} after ${formatDuration(options.timeout)}: ${others}`);
        return 1;
      }
      await sleep(ASK_EVERY_MS);
    }
  },
});
