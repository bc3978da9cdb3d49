import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { formatDuration } from '@/common/duration';
import { systemClock } from '@/common/node/system-clock';
import { duration } from '../../../config/setting-forms';
import { checkNote, checkStateText } from '../../check-text';
import { defineCommand } from '../../define-command';

const ASK_EVERY_MS = 200;

export default defineCommand({
  path: 'monitoring wait-ok',
  summary: 'Wait until a check is ok; exit code 1 when it is not by then.',
  options: {
    timeout: duration({ minMs: 0, maxMs: 86_400_000 })
      .default(30_000)
      .describe('How long to wait: 30s.'),
  },
  arguments: { name: z.string().describe('A check, such as linux.memory.') },
  async run({ options, arguments: { name }, agent, out }) {
    const client = await agent();
    const untilMs = systemClock.nowMs() + options.timeout;
    for (;;) {
      const check = await client.check(name);
      if (check.state === 'ok') {
        out.line(`${checkStateText('ok', out)} ${check.id}: ${checkNote(check)}`);
        return 0;
      }
      if (systemClock.nowMs() >= untilMs) {
        const waited = formatDuration(options.timeout);
        const state = checkStateText(check.state, out);
        out.error(`${check.id} is not ok after ${waited}: ${state}, ${checkNote(check)}`);
        return 1;
      }
      await sleep(ASK_EVERY_MS);
    }
  },
});
