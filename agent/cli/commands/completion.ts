import { z } from 'zod';
import { completionScript, SHELLS } from '../completion-script';
import { defineCommand } from '../define-command';
import { describeOption } from '../option-form';
import { COMMON_OPTIONS } from '../parse-command';

export default defineCommand({
  path: 'completion',
  summary: 'Print the completion script of a shell: bash, zsh or fish.',
  options: {},
  arguments: { shell: z.enum(SHELLS, `expected one of ${SHELLS.join(', ')}`).describe('A shell.') },
  async run({ arguments: { shell }, commands, out }) {
    const completed = (await commands()).map(({ path, summary, options }) => ({
      path,
      summary,
      options: Object.entries({ ...options, ...COMMON_OPTIONS }).map(([name, schema]) => ({
        flag: `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
        help: describeOption(schema).help,
      })),
    }));
    out.line(completionScript(shell, completed));
    return 0;
  },
});
