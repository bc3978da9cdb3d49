import { z } from 'zod';
import type { CollectorDetail } from '../../../local-api/local-api';
import { stateText, valueLines } from '../../collector-text';
import { defineCommand } from '../../define-command';
import { jsonOption } from '../../json-option';
import type { Output } from '../../output';

export default defineCommand({
  path: 'collectors show',
  summary: 'Print what the collectors last found, a value a line; or what one of them found.',
  options: { json: jsonOption },
  arguments: { name: z.string().optional().describe('A collector; all of them without it.') },
  async run({ options, arguments: { name }, agent, out }) {
    const client = await agent();
    if (name !== undefined) {
      const detail = await client.collector(name);
      if (options.json) out.json(detail);
      else printDetail(detail, out);
      return detail.data === null ? 1 : 0;
    }
    const known = await client.collectors();
    const details = await Promise.all(known.map(({ collector }) => client.collector(collector)));
    details.sort((left, right) => left.collector.localeCompare(right.collector));
    if (options.json) out.json(details);
    else for (const detail of details) for (const line of valueLines(detail, out)) out.line(line);
    return 0;
  },
});

function printDetail(detail: CollectorDetail, out: Output): void {
  for (const line of valueLines(detail, out)) out.line(line);
  if (detail.state === 'ok') return;
  const { collector, state, reason, fix } = detail;
  const stale = detail.data === null ? 'has no data' : 'shows its last good data';
  out.error(`${collector} ${stale}: ${stateText(state, out)}, ${reason}`);
  if (fix !== '') out.error(`→ ${fix}`);
}
