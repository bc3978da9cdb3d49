import { z } from 'zod';
import type { Explanation, Outcome } from '@/common/expression/explain';
import { defineCommand } from '../../define-command';
import { explanationLines } from '../../explanation-lines';
import { jsonOption } from '../../json-option';
import type { Output } from '../../output';

export default defineCommand({
  path: 'evaluator eval',
  summary: 'Evaluate an expression on this machine; exit code 1 when its value is missing.',
  options: {
    pack: z.string().optional().describe('The pack that {{parameters.…}} belong to.'),
    json: jsonOption,
    explain: z
      .boolean()
      .default(false)
      .describe('Print what each part came to, and where each value came from.'),
  },
  arguments: { expression: z.string().describe('Such as "{{collector.memory.phys_used}} > 90".') },
  async run({ options, arguments: { expression }, agent, out }) {
    const explanation = await (await agent()).evaluate(expression, options.pack);
    const { outcome } = explanation;
    if (options.json) out.json(options.explain ? explanation : outcome);
    else if (options.explain) printExplanation(explanation, out);
    else printOutcome(outcome, out);
    return outcome.is === 'value' ? 0 : 1;
  },
});

/** A text as it is, for scripts; all else as `repr` writes it. */
function printOutcome(outcome: Outcome, out: Output): void {
  if (outcome.is === 'missing') out.error(`missing: ${outcome.reason}`);
  else if (outcome.is === 'failed') out.error(outcome.sentence);
  else if (outcome.is === 'value') {
    out.line(typeof outcome.value === 'string' ? outcome.value : outcome.shown);
  }
}

function printExplanation(explanation: Explanation, out: Output): void {
  for (const line of explanationLines(explanation, out)) out.line(line);
}
