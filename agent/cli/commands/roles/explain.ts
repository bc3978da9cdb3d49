import { z } from 'zod';
import { defineCommand } from '../../define-command';
import { explanationLines } from '../../explanation-lines';
import { jsonOption } from '../../json-option';
import { healthText } from '../../role-text';

export default defineCommand({
  path: 'roles explain',
  summary: 'Say why a role does as it does: its condition, evaluated now.',
  options: { json: jsonOption },
  arguments: { name: z.string().describe('A role, such as web.shop.') },
  async run({ options, arguments: { name }, agent, out }) {
    const explained = await (await agent()).explainRole(name);
    if (options.json) {
      out.json(explained);
      return 0;
    }
    const { card, healthyIf } = explained;
    out.line(`${healthText(card.health, out)} ${out.paint('bold', card.id)}: ${card.summary}`);
    if (card.reason !== '') out.line(card.reason);
    out.line(out.paint('dim', `${card.path} (pack ${card.pack}, level ${card.level})`));
    out.line();
    out.line(out.paint('bold', 'healthy_if'));
    for (const line of explanationLines(healthyIf, out)) out.line(`  ${line}`);
    return 0;
  },
});
