import { randomInt } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cluster } from '@/agent/cluster/cluster';
import { gossipDirectory } from '@/agent/cluster/create-cluster';
import type { OwnFacts } from '@/agent/cluster/own-facts';
import { systemGossip } from '@/agent/cluster/system-gossip';
import { type GossipChoice, resolveGossip } from '@/agent/config/gossip-settings';
import { createClusterApi } from '@/agent/local-api/create-cluster-api';
import { openIdentity } from '@/agent/uplink/identity';
import { NO_CHECKS } from '@/common/domain/check-counts';
import { systemClock } from '@/common/node/system-clock';
import { systemRandom } from '@/common/node/system-random';
import { QuietLog } from '../../support/quiet-log';

/** The gossiping parts of agents, each with a folder of its own, over real sockets of this machine. */
export class ClusterRig {
  /** Of the loopback network, and nobody else's: agents of other tests do not find it. */
  readonly host = `127.${randomInt(1, 255)}.${randomInt(1, 255)}.${randomInt(1, 255)}`;
  readonly directory = mkdtempSync(join(tmpdir(), 'opsbro-cluster-'));
  readonly #open = new Set<Cluster>();

  /** A part that has not started; the same name is the same member. */
  create(
    name: string,
    own: Partial<GossipChoice> & { zone?: string; facts?: Partial<OwnFacts> } = {},
  ) {
    const { zone = '', facts, ...choice } = own;
    const dataDirectory = join(this.directory, name);
    mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
    const log = new QuietLog();
    const identity = openIdentity(dataDirectory);
    const seams = systemGossip({ clock: systemClock, log, dataDirectory, identity });
    const said = {
      name,
      hostname: name,
      groups: [],
      roles: [],
      checks: NO_CHECKS,
      agentVersion: '1.2.3',
    };
    const told = { ...said, ...facts };
    const cluster = new Cluster({
      ...seams,
      clock: systemClock,
      random: systemRandom(),
      log,
      choice: {
        ...resolveGossip([]),
        profile: 'local',
        listen: { host: this.host, port: null },
        ...choice,
      },
      zone,
      directory: gossipDirectory(dataDirectory),
      own: () => told,
    });
    this.#open.add(cluster);
    const { nodeId } = identity;
    const api = createClusterApi({ cluster, nodeId, ...seams });
    return { name, cluster, api, log, nodeId, dataDirectory, facts: told };
  }

  async start(...given: Parameters<ClusterRig['create']>) {
    const member = this.create(...given);
    await member.cluster.start();
    return member;
  }

  async end(): Promise<void> {
    await Promise.all([...this.#open].map((cluster) => cluster.stop()));
    rmSync(this.directory, { recursive: true, force: true });
  }
}

export type RiggedMember = ReturnType<ClusterRig['create']>;

/** How one member sees another, by name; undefined while it does not know it. */
export function stateOf(who: RiggedMember, of: RiggedMember): string | undefined {
  const members = who.cluster.membership?.members() ?? [];
  return members.find(({ card }) => card.id === of.nodeId)?.state;
}
