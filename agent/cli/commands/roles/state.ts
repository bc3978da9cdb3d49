import { formatDuration } from '@/common/duration';
import { systemClock } from '@/common/node/system-clock';
import { defineCommand } from '../../define-command';
import { jsonOption } from '../../json-option';
import { HEALTH_ORDER, healthText } from '../../role-text';

export default defineCommand({
  path: 'roles state',
  summary: 'Say how the roles of this machine do, what needs a person first.',
  options: { json: jsonOption },
  arguments: {},
  async run({ options, agent, out }) {
    const order = (health: string) => HEALTH_ORDER.indexOf(health);
    const cards = [...(await (await agent()).roles())].sort(
      (left, right) => order(left.health) - order(right.health) || left.id.localeCompare(right.id),
    );
    if (options.json) {
      out.json(cards);
      return 0;
    }
    if (cards.length === 0) {
      out.line('this machine plays no role');
      return 0;
    }
    const nowMs = systemClock.wallMs();
    await out.table({
      columns: [
        { title: 'health' },
        { title: 'role' },
        { title: 'for', align: 'right' },
        { title: 'why', flexible: true },
      ],
      rows: cards.map(({ health, id, sinceMs, reason, summary }) => [
        healthText(health, out),
        id,
        formatDuration(nowMs - sinceMs),
        reason === '' ? summary : reason,
      ]),
    });
    return 0;
  },
});
