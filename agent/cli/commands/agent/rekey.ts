import { AppError } from '@/common/errors';
import { loadConfig } from '../../../config/load-config';
import { createLocalClient } from '../../../local-api/local-client';
import { socketPath } from '../../../local-api/socket-path';
import { agentFlags } from '../../agent-flags';
import { defineCommand } from '../../define-command';

export default defineCommand({
  path: 'agent rekey',
  summary: 'Make a node of its own of a machine that was copied from another.',
  options: {},
  arguments: {},
  async run({ options, environment, currentDirectory, packsDirectory, out }) {
    const flags = agentFlags({ environment, options });
    const config = loadConfig({ environment, flags, currentDirectory, packsDirectory });
    const { dataDirectory } = config;
    const holder = await createLocalClient(socketPath(dataDirectory)).holder();
    if (holder !== undefined) {
      throw new AppError('CONFLICT', `Stop ${holder} first: its key is about to be replaced.`);
    }
    const { makeNewIdentity } = await import('../../../enrol/new-identity');
    const { identity, hadOutbox } = makeNewIdentity(dataDirectory);
    out.line(`This machine is the node ${identity.nodeId} from now on.`);
    if (hadOutbox) {
      out.line('What waited to be sent was given up: it may be of the machine that was copied.');
    }
    out.line('Let it in with a new join string: opsbro agent join');
    return 0;
  },
});
