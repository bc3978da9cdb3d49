import { z } from 'zod';
import { defineCommand } from '../../../../define-command';
import { jsonOption } from '../../../../json-option';
import { negativeResult } from '../../../../negative-result';
import { placeZoneKey } from '../../../../place-zone-key';
import { eraseOption, zoneOption } from '../../../../zone-key-options';

export default defineCommand({
  path: 'gossip zone key generate',
  summary: 'Make a key for a zone and put it in place; the zone then gossips sealed.',
  options: {
    zone: zoneOption,
    erase: eraseOption,
    masterKey: z
      .string()
      .optional()
      .describe('File for a new master key too, by which other nodes may be made to leave.'),
    json: jsonOption,
  },
  arguments: {},
  async run(given) {
    const { options, out } = given;
    return negativeResult(out, async () => {
      const { makeZoneKeyText } = await import('../../../../../transport/zone-key');
      const { makeMasterKey } = await import('../../../../../cluster/master-key');
      const placed = await placeZoneKey(given, () => ({
        text: makeZoneKeyText(),
        masterKey: options.masterKey === undefined ? undefined : makeMasterKey(options.masterKey),
      }));
      if (options.json) {
        out.json({ ...placed, masterKey: options.masterKey ?? null });
        return 0;
      }
      out.line(`${placed.file}: a new key of the zone ${placed.zone}.`);
      if (options.masterKey !== undefined) {
        out.line(`${options.masterKey}: its master key. Keep it away from the nodes.`);
      }
      out.line(placed.applied ? 'The agent that runs uses it.' : 'The next agent will use it.');
      out.line(
        `For the others: opsbro gossip zone key import --zone ${placed.zone} --key-file ${placed.file}`,
      );
      return 0;
    });
  },
});
