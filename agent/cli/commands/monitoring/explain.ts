import { z } from 'zod';
import { checkNote, checkStateText } from '../../check-text';
import { defineCommand } from '../../define-command';
import { explanationLines } from '../../explanation-lines';
import { jsonOption } from '../../json-option';

export default defineCommand({
  path: 'monitoring explain',
  summary: 'Say why a check is as it is: each expression, evaluated now, with its values.',
  options: { json: jsonOption },
  arguments: { name: z.string().describe('A check, such as linux.memory.') },
  async run({ options, arguments: { name }, agent, out }) {
    const explained = await (await agent()).explainCheck(name);
    if (options.json) {
      out.json(explained);
      return 0;
    }
    const { report, parts } = explained;
    out.line(
      `${checkStateText(report.state, out)} ${out.paint('bold', report.id)}: ${report.summary}`,
    );
    out.line(checkNote(report));
    out.line(out.paint('dim', `${report.path} (pack ${report.pack}, level ${report.level})`));
    for (const { key, explanation } of parts) {
      out.line();
      out.line(out.paint('bold', key));
      for (const line of explanationLines(explanation, out)) out.line(`  ${line}`);
    }
    return 0;
  },
});
