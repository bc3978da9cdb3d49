import { formatDuration } from '@/common/duration';
import { systemClock } from '@/common/node/system-clock';
import { defineCommand } from '../../define-command';
import { membershipText } from '../../detector-text';
import { jsonOption } from '../../json-option';

export default defineCommand({
  path: 'detectors state',
  summary: 'List the groups that this machine is in, and why.',
  options: { json: jsonOption },
  arguments: {},
  async run({ options, agent, out }) {
    const memberships = [...(await (await agent()).memberships())];
    memberships.sort((left, right) => left.group.localeCompare(right.group));
    if (options.json) {
      out.json(memberships);
      return 0;
    }
    if (memberships.length === 0) {
      out.line('in no group');
      return 0;
    }
    const nowMs = systemClock.wallMs();
    await out.table({
      columns: [{ title: 'group' }, { title: 'why' }, { title: 'for', align: 'right' }],
      rows: memberships.map((membership) => [
        membership.group,
        membershipText(membership),
        formatDuration(nowMs - membership.sinceMs),
      ]),
    });
    return 0;
  },
});
