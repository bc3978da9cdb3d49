import { loadConfig } from '../../../config/load-config';
import { createLocalClient } from '../../../local-api/local-client';
import { socketPath } from '../../../local-api/socket-path';
import { agentFlags } from '../../agent-flags';
import { defineCommand } from '../../define-command';

export default defineCommand({
  path: 'agent rotate-key',
  summary: 'Change the key of this node for a new one; the node stays the same.',
  options: {},
  arguments: {},
  async run({ options, environment, currentDirectory, packsDirectory, out }) {
    const flags = agentFlags({ environment, options });
    const config = loadConfig({ environment, flags, currentDirectory, packsDirectory });
    const client = createLocalClient(socketPath(config.dataDirectory));
    if ((await client.holder()) !== undefined) {
      await client.changeKey();
      out.line('The agent makes a new key and shows it to the server now.');
      return 0;
    }
    const { makeNextKey } = await import('../../../uplink/identity');
    makeNextKey(config.dataDirectory);
    out.line('A new key was made; the agent shows it to the server when it next connects.');
    return 0;
  },
});
