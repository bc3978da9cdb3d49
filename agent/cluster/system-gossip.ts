import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';
import type { Clock } from '@/common/clock';
import { AppError } from '@/common/errors';
import type { Log } from '@/common/log';
import { MemberSignatures } from '../gossip/member-signature';
import { BootEpoch } from '../transport/boot-epoch';
import { readKeyFile, readKeyFiles } from '../transport/key-file';
import { Keyring } from '../transport/keyring';
import { openTransport } from '../transport/open-transport';
import { socketAddressText } from '../transport/socket-address';
import { type Identity, identityDirectory, openPreviousKey } from '../uplink/identity';
import { readLineage } from '../uplink/lineage-file';
import type { GossipSeams } from './cluster';
import type { KeyFiles, Wire, WireOptions } from './wire';

export interface SystemGossip {
  readonly clock: Clock;
  readonly log: Log;
  readonly dataDirectory: string;
  readonly identity: Identity;
}

/** Gossip over this machine's network, with the keys below the agent's data. */
export function systemGossip(system: SystemGossip): GossipSeams {
  return {
    openWire: (options) => openWire(system, options),
    keys: keyFiles(system.dataDirectory),
    interfaces: networkInterfaces,
    async resolve(name) {
      return (await lookup(name, { all: true })).map(({ address }) => address);
    },
  };
}

async function openWire(system: SystemGossip, options: WireOptions): Promise<Wire> {
  const { clock, dataDirectory, identity } = system;
  const { zone, host, port, mayMove } = options;
  const keyring = new Keyring();
  let masterKey: Uint8Array | undefined;
  const reloadKeys = () => {
    const zones = readKeyFiles(dataDirectory);
    masterKey = zones.get(zone)?.masterKey;
    keyring.replace([...zones.values()].flatMap(({ entries }) => entries));
  };
  reloadKeys();
  // Drawn anew for each opening: two of them with one epoch would seal with the same nonces.
  const epoch = new BootEpoch(dataDirectory, clock);
  const directory = identityDirectory(dataDirectory);
  const lineage = readLineage(directory, identity, openPreviousKey(dataDirectory));
  const keys = new MemberSignatures({ signer: identity, lineage }, () => masterKey);
  const log = system.log.part('transport');
  const listen = { host, port };
  const opened = await openTransport({
    ...{ listen, mayMove, id: identity.nodeId, zone, keyring, epoch, dataDirectory, clock, log },
  });
  const { transport, tunnels, discovery, address } = opened;
  return {
    transport,
    tunnels,
    keys,
    epoch,
    address: socketAddressText(address),
    isSealed: opened.isSealed,
    reloadKeys,
    announce: (self) => discovery.announce(self),
    detect: (timeoutMs) => discovery.detect(timeoutMs),
    close: async () => opened.close(),
  };
}

function keyFiles(dataDirectory: string): KeyFiles {
  return {
    has(zone) {
      try {
        return readKeyFile(dataDirectory, zone).entries.some(({ state }) => state === 'use');
      } catch (error) {
        if (AppError.is(error) && error.code === 'NOT_FOUND') return false;
        throw error;
      }
    },
    zones: () => [...readKeyFiles(dataDirectory).keys()],
  };
}
