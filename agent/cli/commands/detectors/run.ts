import { z } from 'zod';
import type { DetectorRun } from '../../../detection/detection';
import { defineCommand } from '../../define-command';
import { detectorStateText } from '../../detector-text';
import { jsonOption } from '../../json-option';
import type { Output } from '../../output';

export default defineCommand({
  path: 'detectors run',
  summary: 'Run the detectors now, or one of them; exit code 1 when one is in error.',
  options: { json: jsonOption },
  arguments: { name: z.string().optional().describe('Such as system.os; all of them without it.') },
  async run({ options, arguments: { name }, agent, out }) {
    const runs = await (await agent()).runDetectors(name);
    if (options.json) out.json(runs);
    else for (const run of runs) print(run, out);
    return runs.some(({ card }) => card.state === 'error') ? 1 : 0;
  },
});

function print({ card, added }: DetectorRun, out: Output): void {
  const gives = card.gives
    .map((group) => (added.includes(group) ? out.paint('green', `+${group}`) : group))
    .join(', ');
  const parts = [gives, card.reason].filter((part) => part !== '').join('; ');
  const what = parts === '' ? '' : `: ${parts}`;
  out.line(`${detectorStateText(card.state, out)} ${card.id}${what}`);
}
