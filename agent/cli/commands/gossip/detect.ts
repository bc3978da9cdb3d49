import { z } from 'zod';
import { chooseSeed } from '../../../cluster/choose-seed';
import type { DetectedMember, JoinAnswer } from '../../../local-api/cluster-api';
import type { LocalClient } from '../../../local-api/local-client';
import { defineCommand } from '../../define-command';
import { joinText } from '../../join-text';
import { jsonOption } from '../../json-option';
import { negativeResult } from '../../negative-result';
import type { Output } from '../../output';
import { timeoutOption } from '../../timeout-option';

export default defineCommand({
  path: 'gossip detect',
  summary: 'Look for agents on the local network; exit code 2 when there are none.',
  options: {
    autoJoin: z.boolean().default(false).describe('Join one that was found, a relay if possible.'),
    timeout: timeoutOption(5_000),
    json: jsonOption,
  },
  arguments: {},
  async run({ options, agent, out }) {
    const client = await agent();
    return negativeResult(out, async () => {
      out.progress('looking for agents on the local network');
      const found = await client.detectMembers(options.timeout);
      const joined = options.autoJoin ? await joinBest(client, found) : null;
      if (options.json) out.json({ found, joined });
      else await print(out, found, joined);
      const isDone = options.autoJoin ? joined?.answer.joined === true : found.length > 0;
      return isDone ? 0 : 2;
    });
  },
});

interface JoinedBest {
  readonly seed: DetectedMember;
  readonly answer: JoinAnswer;
}

async function joinBest(
  client: LocalClient,
  found: readonly DetectedMember[],
): Promise<JoinedBest | null> {
  const { zone } = await client.cluster();
  const seed = chooseSeed(found, zone);
  return seed === undefined ? null : { seed, answer: await client.joinMembers(seed.address) };
}

async function print(
  out: Output,
  found: readonly DetectedMember[],
  joined: JoinedBest | null,
): Promise<void> {
  if (found.length === 0) {
    out.line('No agent answered.');
    return;
  }
  await out.table({
    columns: [{ title: 'name' }, { title: 'zone' }, { title: 'address' }, { title: 'relay' }],
    rows: found.map((each) => [each.name, each.zone, each.address, each.isRelay ? 'relay' : '']),
  });
  if (joined !== null) {
    out.line(joinText(`${joined.seed.name} at ${joined.seed.address}`, joined.answer, out));
  }
}
