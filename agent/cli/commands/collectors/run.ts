import { z } from 'zod';
import { formatDuration } from '@/common/duration';
import { AppError } from '@/common/errors';
import type { CollectorDetail } from '../../../local-api/local-api';
import type { LocalClient } from '../../../local-api/local-client';
import { stateText, valueLines } from '../../collector-text';
import { defineCommand } from '../../define-command';
import { jsonOption } from '../../json-option';
import type { Output } from '../../output';

export default defineCommand({
  path: 'collectors run',
  summary: 'Run one collector now, in the agent when one answers, and print what it found.',
  options: { json: jsonOption },
  arguments: { name: z.string().describe('A collector.') },
  async run(given) {
    const {
      options,
      arguments: { name },
      out,
    } = given;
    const client = await runningAgent(given.agent);
    const detail = client === undefined ? await runHere(given, name) : await client.run(name);
    if (options.json) out.json(detail);
    else printRun(detail, out);
    return detail.state === 'error' || detail.state === 'missing-configuration' ? 1 : 0;
  },
});

async function runningAgent(find: () => Promise<LocalClient>): Promise<LocalClient | undefined> {
  try {
    return await find();
  } catch (error) {
    if (AppError.is(error) && error.code === 'UNREACHABLE') return undefined;
    throw error;
  }
}

async function runHere(
  given: Parameters<typeof import('../../run-collector').runCollectorHere>[1],
  name: string,
): Promise<CollectorDetail> {
  const { runCollectorHere } = await import('../../run-collector');
  return runCollectorHere(name, given);
}

function printRun(detail: CollectorDetail, out: Output): void {
  const { state, reason, fix, durationMs, data } = detail;
  for (const line of valueLines(detail, out)) out.line(line);
  if (data !== null) out.line();
  const why = reason === '' ? '' : `: ${reason}`;
  out.line(`${stateText(state, out)} in ${formatDuration(durationMs)}${why}`);
  if (fix !== '') out.line(`  → ${fix}`);
}
