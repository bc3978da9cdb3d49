import type { Clock } from '@/common/clock';
import { DEFAULT_ZONE } from '@/common/domain/member';
import { ZoneTree } from '@/common/domain/zone-tree';
import { AppError, messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import type { GossipSelf, ZoneOrders, ZonesTaken } from '@/common/protocol/zone-orders';
import type { Database } from '../db/database';
import type { Bus } from '../live/bus';
import { peersOf, saveTaken } from './peer-store';
import type { ZoneKeys } from './zone-keys';
import type { ZoneProgress } from './zone-progress';
import { listKeys, listZones, type StoredZone } from './zone-store';

export interface AgentZonesDeps {
  readonly database: Database;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Log;
  readonly keys: ZoneKeys;
  readonly progress: ZoneProgress;
}

/** What agents are told of zones, and what they say to it. */
export interface AgentZones {
  /** What this node is told, now and whenever it changes, until `signal` ends. */
  follow(nodeId: string, self: GossipSelf, signal: AbortSignal): AsyncIterable<ZoneOrders>;
  /** What the node has of that. */
  confirm(nodeId: string, taken: ZonesTaken): Promise<void>;
}

const HELD = /^[a-z0-9][a-z0-9_.:-]{0,63} [0-9a-f]{8} (accept|use)$/;
const ZONES_MAX = 1_024;
const RINGS_MAX = 256;

export function createAgentZones(deps: AgentZonesDeps): AgentZones {
  const { database, bus, clock, log, progress } = deps;

  /** Nothing for a node that was removed, and where this server lacks the keys: what it has stays good. */
  async function ordersOf(nodeId: string): Promise<ZoneOrders | undefined> {
    const node = await database.prisma.node.findUnique({
      where: { id: nodeId },
      select: { zone: true, mayRelay: true },
    });
    if (node === null) return undefined;
    try {
      return await compose(deps, { nodeId, ...node, zone: node.zone || DEFAULT_ZONE });
    } catch (error) {
      if (!AppError.is(error) || error.code === 'BUSY') throw error;
      log.error('keys of a zone not given out', { nodeId, reason: messageOf(error) });
      return undefined;
    }
  }

  return {
    async *follow(nodeId, self, signal) {
      using changes = bus.follow(['zones', 'resync'], signal);
      await database.query(
        'UPDATE "Node" SET "mayRelay" = $2, "gossipAddresses" = $3 WHERE id = $1',
        [nodeId, self.mayRelay, self.addresses],
      );
      const first = await ordersOf(nodeId);
      if (first !== undefined) yield first;
      for await (const events of changes) {
        const isMeant = events.some(
          (event) => event.kind === 'resync' || event.nodeId === '' || event.nodeId === nodeId,
        );
        const next = isMeant ? await ordersOf(nodeId) : undefined;
        if (next !== undefined) yield next;
      }
    },

    async confirm(nodeId, { held, self }) {
      const wrong = held.find((line) => !HELD.test(line));
      if (wrong !== undefined) {
        throw new AppError('INVALID', `${JSON.stringify(wrong)} names no key of a zone.`);
      }
      const taken = { nodeId, held, self, nowMs: clock.wallMs() };
      if (await saveTaken(database, taken)) bus.publish({ kind: 'zones', nodeId: '' });
      await progress.look();
    },
  };
}

interface Asker {
  readonly nodeId: string;
  readonly zone: string;
  readonly mayRelay: boolean;
}

async function compose(deps: AgentZonesDeps, asker: Asker): Promise<ZoneOrders> {
  const { database, clock } = deps;
  const [zones, allKeys] = await Promise.all([listZones(database), listKeys(database)]);
  const tree = new ZoneTree(zones);
  const { zone } = asker;
  const isGossiping = (name: string) => zones.some((one) => one.name === name && one.hasGossip);
  const rings = [zone, ...(asker.mayRelay ? tree.childrenOf(zone) : [])]
    .filter(isGossiping)
    .slice(0, RINGS_MAX)
    .map((name) => {
      const own = allKeys.filter((key) => key.zone === name);
      return { zone: name, keys: [...deps.keys.ringOf(own)] };
    });
  const parent = tree.parentOf(zone);
  const wanted = { ...asker, parent, nowMs: clock.wallMs() };
  return {
    zone,
    zones: placesOf(tree, zones, zone),
    rings: rings.filter(({ keys }) => keys.length > 0),
    peers: isGossiping(zone) ? [...(await peersOf(database, wanted))] : [],
  };
}

/** A node may be in a zone that was never written down. */
function placesOf(tree: ZoneTree, zones: readonly StoredZone[], zone: string) {
  const places = zones.some(({ name }) => name === zone)
    ? tree.seenFrom(zone)
    : [{ name: zone, parent: null }];
  return places.slice(0, ZONES_MAX);
}
