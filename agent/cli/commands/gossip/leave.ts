import { z } from 'zod';
import type { LocalClient } from '../../../local-api/local-client';
import { defineCommand } from '../../define-command';
import { jsonOption } from '../../json-option';
import { negativeResult } from '../../negative-result';

export default defineCommand({
  path: 'gossip leave',
  summary:
    'Say goodbye to the cluster, so that nobody takes this node for dead; or do so for another.',
  options: {
    masterKey: z
      .string()
      .optional()
      .describe('File with the master key of the zone: what another node takes to leave.'),
    json: jsonOption,
  },
  arguments: {
    node: z.string().optional().describe('Its id, name or host name; this node by default.'),
  },
  async run({ options, arguments: { node }, agent, out }) {
    const client = await agent();
    return negativeResult(out, async () => {
      const { id: selfId } = await client.cluster();
      const { card } = await client.member(node ?? selfId);
      if (card.id === selfId) await client.leaveCluster();
      else await expel(client, card, options.masterKey);
      if (options.json) out.json({ id: card.id, name: card.name, state: 'left' });
      else out.line(`${card.name} has left the zone ${card.zone}.`);
      return 0;
    });
  },
});

interface Expelled {
  readonly id: string;
  readonly name: string;
  readonly incarnation: number;
}

async function expel(
  client: LocalClient,
  { id, name, incarnation }: Expelled,
  path: string | undefined,
): Promise<void> {
  const { readMasterKey } = await import('../../../cluster/master-key');
  const { signLeftByMaster } = await import('../../../gossip/member-signature');
  const { signature } = signLeftByMaster(id, incarnation, readMasterKey(path, name));
  await client.expelMember(id, {
    incarnation,
    signature: Buffer.from(signature).toString('base64'),
  });
}
