import { defineCommand } from '../define-command';
import { jsonOption } from '../json-option';

export default defineCommand({
  path: 'keygen',
  summary: 'Print a new key for a zone, to import on each of its nodes.',
  options: { json: jsonOption },
  arguments: {},
  async run({ options, out }) {
    const { makeZoneKeyText } = await import('../../transport/zone-key');
    const key = makeZoneKeyText();
    if (options.json) out.json({ key });
    else out.line(key);
    return 0;
  },
});
