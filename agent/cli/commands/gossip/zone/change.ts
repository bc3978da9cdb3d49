import { zone as zoneForm } from '../../../../config/setting-forms';
import { defineCommand } from '../../../define-command';
import { jsonOption } from '../../../json-option';
import { openConfig } from '../../../open-config';
import { runningAgent } from '../../../running-agent';

export default defineCommand({
  path: 'gossip zone change',
  summary: 'Put this node into another zone: in its configuration file, and at once.',
  options: { json: jsonOption },
  arguments: { name: zoneForm.describe('The zone, such as paris.') },
  async run(given) {
    const { out, options } = given;
    const zone = given.arguments.name;
    const file = openConfig(given);
    const isNew = file.get('zone') !== zone;
    if (isNew) {
      file.set('zone', zone);
      file.write();
    }
    const client = await runningAgent(given);
    await client?.changeZone(zone);
    if (options.json) {
      out.json({ zone, file: file.path, changed: isNew, applied: client !== undefined });
      return 0;
    }
    out.line(`${file.path}: the zone is ${zone}${isNew ? ' now' : ' already'}.`);
    out.line(
      client === undefined
        ? 'No agent runs; the next one will read it.'
        : 'The agent that runs is in it as well.',
    );
    return 0;
  },
});
