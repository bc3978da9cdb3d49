import type { CollectorStatus } from '@/common/domain/collector';
import { formatDuration } from '@/common/duration';
import { systemClock } from '@/common/node/system-clock';
import { countStates, countsText, STATE_ORDER, stateText } from '../../collector-text';
import { defineCommand } from '../../define-command';
import { jsonOption } from '../../json-option';

export default defineCommand({
  path: 'collectors state',
  summary: 'Say how the collectors stand, what needs a person first, with reason and fix.',
  options: { json: jsonOption },
  arguments: {},
  async run({ options, agent, out }) {
    const collectors = [...(await (await agent()).collectors())].sort(byUrgency);
    if (options.json) {
      out.json(collectors);
      return 0;
    }
    const nowMs = systemClock.wallMs();
    await out.table({
      columns: [
        { title: 'state' },
        { title: 'collector' },
        { title: 'for', align: 'right' },
        { title: 'runs', align: 'right' },
        { title: 'failed', align: 'right' },
        { title: 'why', flexible: true },
      ],
      rows: collectors.map((each) => [
        stateText(each.state, out),
        each.collector,
        formatDuration(nowMs - each.sinceMs),
        String(each.runs),
        each.failures === 0 ? '–' : String(each.failures),
        each.reason,
      ]),
    });
    for (const { collector, reason, fix } of collectors.filter(needsAPerson)) {
      out.line();
      out.line(`${out.paint('bold', collector)}: ${reason}`);
      if (fix !== '') out.line(`  → ${fix}`);
    }
    out.line();
    out.line(countsText(countStates(collectors), out));
    return 0;
  },
});

function byUrgency(left: CollectorStatus, right: CollectorStatus): number {
  const order = STATE_ORDER.indexOf(left.state) - STATE_ORDER.indexOf(right.state);
  return order === 0 ? left.collector.localeCompare(right.collector) : order;
}

function needsAPerson({ state }: CollectorStatus): boolean {
  return state === 'error' || state === 'missing-configuration';
}
