import { defineCommand } from '../../define-command';
import { membershipText } from '../../detector-text';
import { jsonOption } from '../../json-option';
import { momentText } from '../../moment-text';

export default defineCommand({
  path: 'detectors history',
  summary: 'List the groups that this machine came into and left, oldest first.',
  options: { json: jsonOption },
  arguments: {},
  async run({ options, agent, out }) {
    const changes = await (await agent()).groupHistory();
    if (options.json) {
      out.json(changes);
      return 0;
    }
    if (changes.length === 0) {
      out.line('nothing happened yet');
      return 0;
    }
    await out.table({
      columns: [{ title: 'when (UTC)' }, { title: 'group' }, { title: 'why' }],
      rows: changes.map((change) => [
        momentText(change.atMs),
        change.change === 'added'
          ? out.paint('green', `+ ${change.group}`)
          : out.paint('red', `- ${change.group}`),
        `${change.change === 'added' ? '' : 'no longer '}${membershipText(change)}`,
      ]),
    });
    return 0;
  },
});
