import { formatDuration } from '@/common/duration';
import { defineCommand } from '../../define-command';
import { detectorStateText } from '../../detector-text';
import { jsonOption } from '../../json-option';

export default defineCommand({
  path: 'detectors list',
  summary: 'List the detectors of this machine: how each stands, what it gives, what is missing.',
  options: { json: jsonOption },
  arguments: {},
  async run({ options, agent, out }) {
    const cards = [...(await (await agent()).detectors())];
    cards.sort((left, right) => left.id.localeCompare(right.id));
    if (options.json) {
      out.json(cards);
      return 0;
    }
    await out.table({
      columns: [
        { title: 'state' },
        { title: 'detector' },
        { title: 'every', align: 'right' },
        { title: 'gives' },
        { title: 'what', flexible: true },
      ],
      rows: cards.map(({ state, id, intervalMs, gives, reason, summary }) => [
        detectorStateText(state, out),
        id,
        formatDuration(intervalMs),
        gives.join(', '),
        reason === '' ? summary : reason,
      ]),
    });
    return 0;
  },
});
