import { join } from 'node:path';
import type { Cancel, Clock } from '@/common/clock';
import type { ZonePlace } from '@/common/domain/zone-tree';
import type { Log } from '@/common/log';
import type { GossipSelf } from '@/common/protocol/zone-orders';
import type { GossipChoice } from '../config/gossip-settings';
import { MemberRelays } from '../tunnel/member-relays';
import { type TunnelCounts, TunnelDoor } from '../tunnel/tunnel-door';
import type { Uplink } from '../uplink/uplink';
import type { UplinkStatus } from '../uplink/uplink-status';
import { type KnownZones, ZoneBook } from '../zones/zone-book';
import { readZoneFiles } from '../zones/zone-files';
import type { Cluster } from './cluster';
import type { Wire } from './wire';

export interface ClusterUplinkDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly dataDirectory: string;
  readonly choice: GossipChoice;
  readonly cluster: Cluster;
  readonly uplink: Pick<Uplink, 'followZones' | 'setRelays' | 'dialServer'> & {
    status(): Pick<UplinkStatus, 'state'>;
  };
}

/** How soon the server hears where this agent gossips, and a new wire has a door. */
const LOOK_EVERY_MS = 2_000;

/**
 * What cluster and server have to do with one another: zones, keys and first members come down over
 * the session; reports go up through relays where the way is cut, and through this one for others.
 */
export class ClusterUplink {
  readonly #deps: ClusterUplinkDeps;
  readonly #book: ZoneBook;
  readonly #door: TunnelDoor;
  #served: Wire | undefined;
  #cancelLook: Cancel = () => undefined;

  constructor(deps: ClusterUplinkDeps) {
    const { clock, log, dataDirectory, cluster, uplink } = deps;
    this.#deps = deps;
    this.#book = new ZoneBook({
      dataDirectory,
      log: log.part('zones'),
      self: () => this.#self(),
      onChange: (known, keyZones) => this.#told(known, keyZones),
    });
    this.#door = new TunnelDoor({
      clock,
      log: log.part('relay'),
      isRelay: () => cluster.membership?.self.card.isRelay ?? false,
      isConnected: () => uplink.status().state === 'connected',
      dialServer: (hops) => uplink.dialServer(hops),
    });
  }

  /** Before the cluster starts: it begins in the zone that the server told last. */
  start(): void {
    const { cluster, uplink } = this.#deps;
    if (this.#book.known !== undefined) this.#told(this.#book.known, []);
    uplink.followZones(this.#book);
    cluster.setPlaces(() => this.#book.known?.zones ?? this.#zonesOfFiles());
    uplink.setRelays(
      new MemberRelays(() => {
        const { membership, wire } = cluster;
        return membership && wire && { membership, wire: wire.tunnels };
      }),
    );
    this.#look();
  }

  stop(): void {
    this.#cancelLook();
    this.#door.stop();
  }

  /** What this agent passes on for others. */
  tunnels(): TunnelCounts {
    return this.#door.counts();
  }

  #told({ zone, peers }: KnownZones, keyZones: readonly string[]): void {
    const { cluster } = this.#deps;
    cluster.setServerZone(zone);
    cluster.setServerSeeds(peers.map(({ address }) => address));
    for (const each of keyZones) cluster.keysChanged(each);
  }

  /** Those of an agent without a server, `<data>/zones/<zone>.yaml`. */
  #zonesOfFiles(): readonly ZonePlace[] {
    const { dataDirectory, log } = this.#deps;
    const { places, faults } = readZoneFiles(join(dataDirectory, 'zones'));
    for (const fault of faults) log.warn('a zone is not understood', { fault });
    return places;
  }

  #self(): GossipSelf {
    const { choice, cluster } = this.#deps;
    return {
      mayRelay: choice.isEnabled && choice.relay !== 'never',
      addresses: [...(cluster.membership?.self.card.addresses ?? [])],
    };
  }

  #look(): void {
    const { clock, cluster } = this.#deps;
    const { wire } = cluster;
    if (wire !== this.#served) wire?.tunnels.serve(this.#door);
    this.#served = wire;
    this.#book.selfChanged();
    this.#cancelLook = clock.after(LOOK_EVERY_MS, () => this.#look());
  }
}
