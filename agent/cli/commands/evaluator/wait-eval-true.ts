import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { formatDuration } from '@/common/duration';
import type { Outcome } from '@/common/expression/explain';
import { systemClock } from '@/common/node/system-clock';
import { duration } from '../../../config/setting-forms';
import { defineCommand } from '../../define-command';

const ASK_EVERY_MS = 200;

export default defineCommand({
  path: 'evaluator wait-eval-true',
  summary: 'Wait until an expression is true; exit code 1 when it is not by then.',
  options: {
    timeout: duration({ minMs: 0, maxMs: 86_400_000 })
      .default(30_000)
      .describe('How long to wait: 30s.'),
  },
  arguments: { expression: z.string().describe('Such as "file_exists(\'/run/ready\')".') },
  async run({ options, arguments: { expression }, agent, out }) {
    const client = await agent();
    const untilMs = systemClock.nowMs() + options.timeout;
    for (;;) {
      const { outcome } = await client.evaluate(expression);
      if (outcome.is === 'value' && outcome.isTrue) {
        out.line(outcome.shown);
        return 0;
      }
      if (systemClock.nowMs() >= untilMs) {
        out.error(`not true after ${formatDuration(options.timeout)}: ${outcomeText(outcome)}`);
        return 1;
      }
      await sleep(ASK_EVERY_MS);
    }
  },
});

function outcomeText(outcome: Outcome): string {
  if (outcome.is === 'value') return `it is ${outcome.shown}`;
  if (outcome.is === 'missing') return `it is missing, ${outcome.reason}`;
  return outcome.is === 'failed' ? outcome.sentence : 'it was not evaluated';
}
