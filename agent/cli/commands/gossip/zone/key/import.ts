import { z } from 'zod';
import { defineCommand } from '../../../../define-command';
import { jsonOption } from '../../../../json-option';
import { readKeyText } from '../../../../key-text';
import { negativeResult } from '../../../../negative-result';
import { placeZoneKey } from '../../../../place-zone-key';
import { eraseOption, zoneOption } from '../../../../zone-key-options';

export default defineCommand({
  path: 'gossip zone key import',
  summary: 'Put the key of a zone in place, from a file, from standard input or as an option.',
  options: {
    zone: zoneOption,
    keyFile: z
      .string()
      .optional()
      .describe('File that holds the key, or a whole key file; standard input by default.'),
    key: z.string().optional().describe('The key itself; other users of the machine can see it.'),
    erase: eraseOption,
    json: jsonOption,
  },
  arguments: {},
  async run(given) {
    const { options, out } = given;
    return negativeResult(out, async () => {
      if (options.key !== undefined) {
        out.error('every user of this machine may read a command line: rather give --key-file.');
      }
      const text = options.key ?? (await readKeyText(options.keyFile));
      const placed = await placeZoneKey(given, () => ({ text, masterKey: undefined }));
      if (options.json) out.json(placed);
      else {
        out.line(`${placed.file}: the key of the zone ${placed.zone}.`);
        out.line(placed.applied ? 'The agent that runs uses it.' : 'The next agent will use it.');
      }
      return 0;
    });
  },
});
