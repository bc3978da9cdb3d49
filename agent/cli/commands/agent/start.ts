import { z } from 'zod';
import { loadConfig } from '../../../config/load-config';
import { settingsInForce } from '../../../config/settings-in-force';
import { defineCommand } from '../../define-command';

const words = z.string().optional();

export default defineCommand({
  path: 'agent start',
  summary: 'Run the agent of this machine, in the foreground.',
  options: {
    server: words.describe(
      'Server to report to, such as wss://opsbro.example.org; by default the one that was joined.',
    ),
    serverKey: words.describe('Fingerprint of a key of that server, for one that was not joined.'),
    name: words.describe('What people shall call this node; the host name by default.'),
    groups: words.describe('Groups that this node is in, such as web,db.'),
    zone: words.describe('Zone that this node is in.'),
    gossipEnabled: words.describe('Whether to gossip with other agents: true or false.'),
    gossipListen: words.describe('Where to gossip, such as 192.0.2.7 or 0.0.0.0:6768.'),
    gossipAdvertise: words.describe('Where others reach it, when that is not its own address.'),
    gossipSeeds: words.describe('Members to join, such as 192.0.2.7,db-1.example.org:6768.'),
    autoDetect: z
      .boolean()
      .default(false)
      .describe('Look on the local network for a member to join, for as long as it is alone.'),
    gossipProfile: words.describe('How far members are apart: lan, wan or local.'),
    gossipRelay: words.describe('Whether it may speak for its zone: auto, always or never.'),
    gossipForgetAfter: words.describe('How long dead members are kept in the list: 72h.'),
    logLevel: words.describe('debug, info, warn or error.'),
    answers: words.describe('What the server may ask this node: all, checks or none.'),
    packs: words.describe('Directory of packs.'),
    outboxMaxBytes: words.describe('How much to keep while the server does not answer: 64MiB.'),
    outboxMaxAge: words.describe('How long to keep it: 7d.'),
    collector: z
      .array(z.string())
      .optional()
      .describe('A setting of one collector, such as diskusage.interval=30s; may be repeated.'),
  },
  arguments: {},
  async run({ options, environment, currentDirectory, packsDirectory, out }) {
    const autoDetect = options.autoDetect ? 'true' : undefined;
    const flags = { ...options, autoDetect };
    const inputs = { environment, flags, currentDirectory, packsDirectory };
    const config = loadConfig(inputs);
    const { runAgent } = await import('../../../run-agent');
    await runAgent(config, settingsInForce(inputs), {
      write: (line) => out.write(line),
      isTTY: out.isTerminal,
      colors: out.colors,
    });
    return 0;
  },
});
