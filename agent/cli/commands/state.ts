import { isProblem } from '@/common/domain/check';
import { byUrgency, checkCountsText, checkNote, checkStateText } from '../check-text';
import { defineCommand } from '../define-command';
import { jsonOption } from '../json-option';

export default defineCommand({
  path: 'state',
  summary: 'Say whether this machine is well; exit code 1 when a check has a problem.',
  options: { json: jsonOption },
  arguments: {},
  async run({ options, agent, out }) {
    const client = await agent();
    const [{ name }, checks] = [await client.info(), await client.checks()];
    const problems = checks.filter(({ applies, state }) => applies && isProblem(state));
    if (options.json) out.json({ node: name, isWell: problems.length === 0, problems });
    else {
      out.line(`${out.paint('bold', name)}  ${checkCountsText(checks, out)}`);
      for (const check of [...problems].sort(byUrgency)) {
        out.line(`  ${checkStateText(check.state, out)} ${check.id}: ${checkNote(check)}`);
      }
    }
    return problems.length === 0 ? 0 : 1;
  },
});
