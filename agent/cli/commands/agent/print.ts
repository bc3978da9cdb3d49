import { hostname } from 'node:os';
import { z } from 'zod';
import type { AgentConfig } from '../../../config/config';
import { loadConfig } from '../../../config/load-config';
import { socketPath } from '../../../local-api/socket-path';
import { version } from '../../../version';
import { agentFlags } from '../../agent-flags';
import { defineCommand } from '../../define-command';

/** What can be printed, from the configuration alone: no agent has to run. */
const THINGS = {
  id: async ({ dataDirectory }) => (await identity(dataDirectory)).nodeId,
  'public-key': async ({ dataDirectory }) =>
    Buffer.from((await identity(dataDirectory)).publicKey).toString('base64'),
  name: async ({ name }) => name || hostname(),
  hostname: async () => hostname(),
  'data-directory': async ({ dataDirectory }) => dataDirectory,
  'packs-directory': async ({ packsDirectory }) => packsDirectory,
  socket: async ({ dataDirectory }) => socketPath(dataDirectory),
  server: async ({ server }) => server,
  version: async () => version,
} as const satisfies Record<string, (config: AgentConfig) => Promise<string>>;

const names = Object.keys(THINGS) as (keyof typeof THINGS)[];

export default defineCommand({
  path: 'agent print',
  summary: 'Print one value, for scripts: id, public-key, data-directory …; --help lists them.',
  options: {},
  arguments: {
    what: z.enum(names, `expected one of ${names.join(', ')}`).describe(names.join(', ')),
  },
  async run({ options, arguments: { what }, environment, currentDirectory, packsDirectory, out }) {
    const flags = agentFlags({ environment, options });
    const config = loadConfig({ environment, flags, currentDirectory, packsDirectory });
    out.line(await THINGS[what](config));
    return 0;
  },
});

/** Makes the node's key when there is none yet, so that it can be enrolled before its first start. */
async function identity(dataDirectory: string) {
  const { openIdentity } = await import('../../../uplink/identity');
  return openIdentity(dataDirectory);
}
