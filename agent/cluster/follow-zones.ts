import { join } from 'node:path';
import type { ZonePlace } from '@/common/domain/zone-tree';
import type { Log } from '@/common/log';
import type { AgentConfig } from '../config/config';
import type { Uplink } from '../uplink/uplink';
import { type KnownZones, ZoneBook } from '../zones/zone-book';
import { readZoneFiles } from '../zones/zone-files';
import type { Cluster } from './cluster';

export interface FollowZones {
  readonly cluster: Cluster;
  readonly uplink: Pick<Uplink, 'followZones'>;
  readonly config: Pick<AgentConfig, 'dataDirectory' | 'gossip'>;
  readonly log: Log;
}

/**
 * Has the cluster follow what the server tells: the zone, its keys, members to begin with. What was
 * told in an earlier run holds until the server says more.
 */
export function followZones({ cluster, uplink, config, log }: FollowZones): void {
  const take = ({ zone, peers }: KnownZones) => {
    cluster.setServerZone(zone);
    cluster.setServerSeeds(peers.map(({ address }) => address));
  };
  const book = new ZoneBook({
    dataDirectory: config.dataDirectory,
    log: log.part('zones'),
    self: () => ({
      mayRelay: config.gossip.relay !== 'never',
      addresses: cluster.membership?.self.card.addresses ?? [],
    }),
    onChange(known, keyZones) {
      take(known);
      for (const zone of keyZones) cluster.keysChanged(zone);
    },
  });
  if (book.known !== undefined) take(book.known);
  uplink.followZones(book);
  cluster.setPlaces(() => book.known?.zones ?? zonesOfFiles(config.dataDirectory, log));
}

/** Those of an agent without a server, `<data>/zones/<zone>.yaml`. */
function zonesOfFiles(dataDirectory: string, log: Log): readonly ZonePlace[] {
  const { places, faults } = readZoneFiles(join(dataDirectory, 'zones'));
  for (const fault of faults) log.warn('a zone is not understood', { fault });
  return places;
}
