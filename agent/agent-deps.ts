import type { Clock } from '@/common/clock';
import type { Log } from '@/common/log';
import type { Random } from '@/common/random';
import type { GossipSeams } from './cluster/cluster';
import type { Host } from './collectors/host';
import type { AgentConfig } from './config/config';
import type { Packs } from './packs/pack-store';
import type { ProcessMeter } from './process-meter';
import type { Uplink } from './uplink/uplink';

/** All that an agent is handed. */
export interface AgentDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly host: Host;
  readonly log: Log;
  readonly config: AgentConfig;
  readonly version: string;
  readonly uplink: Uplink;
  readonly packs: Packs;
  readonly process: ProcessMeter;
  readonly gossip: GossipSeams;
  /** The agent's environment, for `get_env`. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}
