import { z } from 'zod';
import { systemClock } from '@/common/node/system-clock';
import { loadConfig } from '../../../config/load-config';
import { createLocalClient } from '../../../local-api/local-client';
import { socketPath } from '../../../local-api/socket-path';
import { version } from '../../../version';
import { defineCommand } from '../../define-command';
import { jsonOption } from '../../json-option';

export default defineCommand({
  path: 'agent join',
  summary: 'Let this node into a server, by a join string from a file or from standard input.',
  options: {
    joinFile: z
      .string()
      .optional()
      .describe('File that holds the join string; standard input by default.'),
    json: jsonOption,
  },
  arguments: {},
  async run({ options, environment, currentDirectory, packsDirectory, out }) {
    const config = loadConfig({ environment, flags: options, currentDirectory, packsDirectory });
    const { dataDirectory } = config;
    const { readJoinString } = await import('../../../enrol/read-join-string');
    if (options.joinFile === undefined && process.stdin.isTTY) {
      out.error('paste the join string of the page "Add a node", then press Enter.');
    }
    const join = await readJoinString(options.joinFile);
    const { joinNode } = await import('../../../enrol/join-node');
    const joined = await joinNode({
      join,
      dataDirectory,
      agentVersion: version,
      clock: systemClock,
    });
    const holder = await createLocalClient(socketPath(dataDirectory)).holder();
    if (options.json) out.json({ ...joined, restart: holder !== undefined });
    else {
      const how = joined.admission === 'pending' ? 'waits for approval at' : 'has joined';
      out.line(`This node, ${joined.nodeId}, ${how} ${joined.server}.`);
      if (holder !== undefined) out.line(`Restart ${holder}: it still works without this server.`);
    }
    return 0;
  },
});
