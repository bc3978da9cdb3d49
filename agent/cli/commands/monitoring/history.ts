import type { CheckHistoryEntry } from '@/common/domain/check-report';
import { checkStateText } from '../../check-text';
import { defineCommand } from '../../define-command';
import { jsonOption } from '../../json-option';
import { momentText } from '../../moment-text';
import type { Output } from '../../output';

export default defineCommand({
  path: 'monitoring history',
  summary: 'List what happened to the checks of this machine, oldest first.',
  options: { json: jsonOption },
  arguments: {},
  async run({ options, agent, out }) {
    const entries = await (await agent()).checkHistory();
    if (options.json) {
      out.json(entries);
      return 0;
    }
    if (entries.length === 0) {
      out.line('nothing happened yet');
      return 0;
    }
    await out.table({
      columns: [
        { title: 'when (UTC)' },
        { title: 'check' },
        { title: 'what' },
        { title: 'output', flexible: true },
      ],
      rows: entries.map((entry) => [
        momentText(entry.atMs),
        entry.check,
        what(entry, out),
        entry.output.split('\n')[0] ?? '',
      ]),
    });
    return 0;
  },
});

function what(entry: CheckHistoryEntry, out: Output): string {
  if (entry.kind === 'state') {
    return `${checkStateText(entry.from, out)} → ${checkStateText(entry.to, out)}`;
  }
  if (entry.kind === 'attempt') return `attempt ${entry.attempt}`;
  const percent = `${Math.round(entry.changePercent)} %`;
  return `${entry.kind === 'flapping-started' ? 'flapping began' : 'flapping ended'} (${percent})`;
}
