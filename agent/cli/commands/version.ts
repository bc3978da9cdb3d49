import { version } from '../../version';
import { defineCommand } from '../define-command';
import { jsonOption } from '../json-option';

export default defineCommand({
  path: 'version',
  summary: 'Say which version this is.',
  options: { json: jsonOption },
  arguments: {},
  async run({ options, out }) {
    if (options.json) out.json({ version });
    else out.line(version);
    return 0;
  },
});
