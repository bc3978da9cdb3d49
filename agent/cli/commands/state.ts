import { isProblem } from '@/common/domain/check';
import { byUrgency, checkCountsText, checkNote, checkStateText } from '../check-text';
import { defineCommand } from '../define-command';
import { jsonOption } from '../json-option';
import { healthText } from '../role-text';

export default defineCommand({
  path: 'state',
  summary:
    'Say whether this machine is well; exit code 1 when a check has a problem or a role fails.',
  options: { json: jsonOption },
  arguments: {},
  async run({ options, agent, out }) {
    const client = await agent();
    const { name } = await client.info();
    const [checks, roles] = [await client.checks(), await client.roles()];
    const problems = checks.filter(({ applies, state }) => applies && isProblem(state));
    const failing = roles.filter(({ health }) => health === 'failing');
    const isWell = problems.length === 0 && failing.length === 0;
    if (options.json) out.json({ node: name, isWell, problems, failing });
    else {
      out.line(`${out.paint('bold', name)}  ${checkCountsText(checks, out)}`);
      for (const { health, id, reason } of failing) {
        out.line(`  ${healthText(health, out)} ${id}: ${reason}`);
      }
      for (const check of [...problems].sort(byUrgency)) {
        out.line(`  ${checkStateText(check.state, out)} ${check.id}: ${checkNote(check)}`);
      }
    }
    return isWell ? 0 : 1;
  },
});
