import { z } from 'zod';
import { checkNote, checkStateText } from '../../check-text';
import { defineCommand } from '../../define-command';
import { jsonOption } from '../../json-option';

export default defineCommand({
  path: 'monitoring run',
  summary: 'Run a check now, whenever its turn would be; exit code 1 when it is not ok.',
  options: { json: jsonOption },
  arguments: { name: z.string().describe('A check, such as linux.memory.') },
  async run({ options, arguments: { name }, agent, out }) {
    const check = await (await agent()).runCheck(name);
    if (options.json) out.json(check);
    else out.line(`${checkStateText(check.state, out)} ${check.id}: ${checkNote(check)}`);
    return check.state === 'ok' ? 0 : 1;
  },
});
