import type { CheckReport } from '@/common/domain/check-report';
import { formatDuration } from '@/common/duration';
import { systemClock } from '@/common/node/system-clock';
import { byUrgency, checkCountsText, checkNote, checkStateText } from '../../check-text';
import { defineCommand } from '../../define-command';
import { jsonOption } from '../../json-option';
import type { Output } from '../../output';

export default defineCommand({
  path: 'monitoring state',
  summary: 'Say how the checks of this machine stand, what needs a person first.',
  options: { json: jsonOption },
  arguments: {},
  async run({ options, agent, out }) {
    const checks = [...(await (await agent()).checks())].sort(byUrgency);
    if (options.json) {
      out.json(checks);
      return 0;
    }
    const nowMs = systemClock.wallMs();
    await out.table({
      columns: [
        { title: 'state' },
        { title: 'check' },
        { title: 'for', align: 'right' },
        { title: 'output', flexible: true },
      ],
      rows: checks.map((check) => row(check, nowMs, out)),
    });
    out.line();
    out.line(checkCountsText(checks, out));
    return 0;
  },
});

function row(check: CheckReport, nowMs: number, out: Output): string[] {
  if (!check.applies) return [out.paint('dim', '○ –'), check.id, '–', checkNote(check)];
  const lasting = formatDuration(nowMs - check.sinceMs);
  return [checkStateText(check.state, out), check.id, lasting, checkNote(check)];
}
