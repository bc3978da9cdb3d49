import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { formatDuration } from '@/common/duration';
import { systemClock } from '@/common/node/system-clock';
import { duration } from '../../../config/setting-forms';
import { stateText } from '../../collector-text';
import { defineCommand } from '../../define-command';

const ASK_EVERY_MS = 200;

export default defineCommand({
  path: 'collectors wait-ok',
  summary: 'Wait until a collector is ok; exit code 1 when it is not by then.',
  options: {
    timeout: duration({ minMs: 0, maxMs: 86_400_000 })
      .default(30_000)
      .describe('How long to wait: 30s.'),
  },
  arguments: { name: z.string().describe('A collector.') },
  async run({ options, arguments: { name }, agent, out }) {
    const client = await agent();
    const untilMs = systemClock.nowMs() + options.timeout;
    for (;;) {
      const { state, reason, fix } = await client.collector(name);
      if (state === 'ok') {
        out.line(`${stateText(state, out)} ${name}`);
        return 0;
      }
      if (systemClock.nowMs() >= untilMs) {
        const waited = formatDuration(options.timeout);
        out.error(`${name} is not ok after ${waited}: ${stateText(state, out)}, ${reason}`);
        if (fix !== '') out.error(`→ ${fix}`);
        return 1;
      }
      await sleep(ASK_EVERY_MS);
    }
  },
});
