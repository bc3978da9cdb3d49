import { z } from 'zod';
import { formatAgo, formatDuration } from '@/common/duration';
import { systemClock } from '@/common/node/system-clock';
import { countStates, countsText, stateText } from '../../collector-text';
import { defineCommand } from '../../define-command';
import { jsonOption } from '../../json-option';

export default defineCommand({
  path: 'collectors list',
  summary: 'List the collectors of the agent, how each stands and what it costs.',
  options: {
    json: jsonOption,
    names: z.boolean().default(false).describe('Print the names alone, one a line.'),
  },
  arguments: {},
  async run({ options, agent, out }) {
    const collectors = [...(await (await agent()).collectors())].sort((left, right) =>
      left.collector.localeCompare(right.collector),
    );
    if (options.json) {
      out.json(collectors);
      return 0;
    }
    if (options.names) {
      for (const { collector } of collectors) out.line(collector);
      return 0;
    }
    const nowMs = systemClock.wallMs();
    await out.table({
      columns: [
        { title: 'collector' },
        { title: 'state' },
        { title: 'every', align: 'right' },
        { title: 'last run', align: 'right' },
        { title: 'took', align: 'right' },
        { title: 'series', align: 'right' },
        { title: 'what it collects', flexible: true },
      ],
      rows: collectors.map((each) => [
        each.collector,
        stateText(each.state, out),
        formatDuration(each.intervalMs),
        each.lastRunMs === null ? '–' : formatAgo(each.lastRunMs, nowMs),
        each.runs === 0 ? '–' : formatDuration(each.durationMsMean),
        each.seriesCount === 0 ? '–' : String(each.seriesCount),
        each.summary,
      ]),
    });
    out.line();
    out.line(countsText(countStates(collectors), out));
    return 0;
  },
});
