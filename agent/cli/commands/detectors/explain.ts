import { z } from 'zod';
import type { ExplainedGroup } from '@/common/domain/detection';
import { defineCommand } from '../../define-command';
import { detectorStateText } from '../../detector-text';
import { explanationLines } from '../../explanation-lines';
import { jsonOption } from '../../json-option';
import type { Output } from '../../output';

export default defineCommand({
  path: 'detectors explain',
  summary: 'Say why a detector is as it is: its condition and groups, evaluated now.',
  options: { json: jsonOption },
  arguments: { name: z.string().describe('A detector, such as system.os.') },
  async run({ options, arguments: { name }, agent, out }) {
    const explained = await (await agent()).explainDetector(name);
    if (options.json) {
      out.json(explained);
      return 0;
    }
    const { card, condition, groups } = explained;
    out.line(
      `${detectorStateText(card.state, out)} ${out.paint('bold', card.id)}: ${card.summary}`,
    );
    if (card.reason !== '') out.line(card.reason);
    out.line(out.paint('dim', `${card.path} (pack ${card.pack}, level ${card.level})`));
    out.line();
    out.line(out.paint('bold', 'if'));
    for (const line of explanationLines(condition, out)) out.line(`  ${line}`);
    out.line();
    out.line(out.paint('bold', 'groups'));
    for (const group of groups) out.line(`  ${groupText(group, out)}`);
    return 0;
  },
});

function groupText({ text, gives, problem }: ExplainedGroup, out: Output): string {
  const found = out.paint('green', gives.join(', '));
  const wrong = out.paint('yellow', problem);
  const parts = [gives.length === 0 ? '' : found, problem === '' ? '' : wrong];
  return `${text} → ${parts.filter((part) => part !== '').join('; ')}`;
}
