import type { ZoneFollower } from '@/agent/uplink/zone-follower';
import { systemClock } from '@/common/node/system-clock';
import { zoneKeyName } from '@/common/node/zone-key-id';
import { heldKey, type ZoneOrders, zoneOrders } from '@/common/protocol/zone-orders';
import { admin, type TestServer } from '../../support/test-server';
import { Machine } from '../enrolment/machine';

export interface ZoneAgentOptions {
  readonly zone?: string;
  readonly mayRelay?: boolean;
  readonly addresses?: readonly string[];
}

/** A machine whose agent keeps what it is told of zones in memory, and confirms what it has. */
export class ZoneAgent implements AsyncDisposable {
  readonly machine: Machine;
  orders: ZoneOrders | undefined;
  /** Whether it says what it has. */
  confirms = true;
  readonly #options: ZoneAgentOptions;

  constructor(hostname: string, options: ZoneAgentOptions = {}) {
    this.machine = new Machine({ hostname, machineId: hostname });
    this.#options = options;
  }

  static async start(server: TestServer, hostname: string, options: ZoneAgentOptions = {}) {
    const agent = new ZoneAgent(hostname, options);
    const { zone = '' } = options;
    const { joinString } = await server.as(admin).enrolment.create({ zone });
    await agent.machine.join(joinString);
    await agent.connect(server);
    return agent;
  }

  async connect(server: TestServer): Promise<void> {
    const { machine } = this;
    machine.start(server.url);
    machine.uplink.followZones(this.#follower());
    await machine.until('connected');
    const atMs = systemClock.wallMs();
    machine.uplink.sink.event({ kind: 'agent-started', atMs, text: 'agent started' });
  }

  /** The zones that it has keys of, with the names and states of those. */
  get rings(): Readonly<Record<string, readonly string[]>> {
    const rings = this.orders?.rings ?? [];
    return Object.fromEntries(
      rings.map(({ zone, keys }) => [
        zone,
        keys.map(({ bytes, state }) => `${zoneKeyName(bytes)} ${state}`),
      ]),
    );
  }

  #follower(): ZoneFollower {
    const { mayRelay = false, addresses = [] } = this.#options;
    const self = () => ({ mayRelay, addresses: [...addresses] });
    return {
      self,
      onTaken: () => () => undefined,
      take: (said) => {
        const orders = zoneOrders.parse(said);
        this.orders = orders;
        if (!this.confirms) return undefined;
        const held = orders.rings.flatMap(({ zone, keys }) =>
          keys.map(({ bytes, state }) => heldKey(zone, zoneKeyName(bytes), state)),
        );
        return { held, self: self() };
      },
    };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.machine[Symbol.asyncDispose]();
  }
}
