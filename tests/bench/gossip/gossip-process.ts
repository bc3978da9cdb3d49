/**
 * Gossip of one agent and nothing else, on real sockets: what it costs, beside serf. Lines in:
 * `join <address>`, `tell <word>`, `leave`; lines out: `<what> <name>`.
 *
 *     node gossip-process.mjs <name> <host> <folder> <plain|lan>
 */
import { createInterface } from 'node:readline';
import { LAN } from '@/agent/gossip/config';
import { Gossip } from '@/agent/gossip/gossip';
import { lineageOf } from '@/agent/gossip/key-lineage';
import { MemberSignatures } from '@/agent/gossip/member-signature';
import { BootEpoch } from '@/agent/transport/boot-epoch';
import { Keyring } from '@/agent/transport/keyring';
import { openTransport } from '@/agent/transport/open-transport';
import type { Log } from '@/common/log';
import { signerOfSeed } from '@/common/node/ed25519';
import { systemClock } from '@/common/node/system-clock';
import { PLAIN_SWIM } from '../../simulation/plain-swim';

const PORT = 6768;
const SILENT: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  part: () => SILENT,
};

const [name = '', host = '', folder = '', preset = ''] = process.argv.slice(2);

function say(what: string, whom: string): void {
  process.stdout.write(`${what} ${whom}\n`);
}

async function open(): Promise<Gossip> {
  const signer = signerOfSeed(crypto.getRandomValues(new Uint8Array(32)));
  const keys = new MemberSignatures({ signer, lineage: lineageOf(signer.publicKey) });
  const epoch = new BootEpoch(folder, systemClock);
  const zone = 'default';
  // One key for all, since it is sealed on the machines that this stands for.
  const keyring = new Keyring([{ zone, bytes: new Uint8Array(32).fill(7), state: 'use' }]);
  const { transport } = await openTransport({
    listen: { host, port: PORT },
    mayMove: false,
    id: keys.id,
    zone,
    keyring,
    epoch,
    dataDirectory: folder,
    clock: systemClock,
    log: SILENT,
  });
  return new Gossip({
    clock: systemClock,
    random: { next: Math.random },
    transport,
    log: SILENT,
    config: preset === 'plain' ? PLAIN_SWIM : LAN,
    keys,
    epoch,
    store: { load: () => undefined, save: () => undefined },
    facts: {
      name,
      hostname: name,
      addresses: [`${host}:${PORT}`],
      zone,
      groups: ['linux', 'x86_64'],
      roles: [],
      isRelay: false,
      canRelay: false,
      checks: { ok: 0, warning: 0, critical: 0, unknown: 0, pending: 0, stale: 0 },
      agentVersion: '0.1.0',
    },
  });
}

const gossip = await open();
gossip.onChange(({ change, name: whom }) => say(change === 'returned' ? 'joined' : change, whom));
gossip.onEvent(({ payload }) => say('event', payload));
gossip.start();
createInterface({ input: process.stdin })
  .on('line', (line) => {
    const [verb, word = ''] = line.split(' ');
    if (verb === 'join') gossip.join(word, () => undefined);
    if (verb === 'tell') gossip.tell('bench', word);
    if (verb === 'leave') gossip.leave(() => undefined);
  })
  .on('close', () => process.exit(0));
say('up', name);
