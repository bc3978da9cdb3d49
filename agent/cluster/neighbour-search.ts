import type { Cancel, Clock } from '@/common/clock';
import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import type { Membership } from '../gossip/membership';
import { chooseSeed } from './choose-seed';
import type { Wire } from './wire';

export interface NeighbourSearchDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly zone: string;
  readonly wire: Pick<Wire, 'detect'>;
  readonly gossip: Pick<Membership, 'members' | 'join'>;
}

const LISTEN_MS = 3_000;
const AGAIN_MS = 10_000;

/** Looks on the local network for a member to join, for as long as this agent is alone. */
export class NeighbourSearch {
  readonly #deps: NeighbourSearchDeps;
  #cancel: Cancel | undefined;
  #isStopped = false;

  constructor(deps: NeighbourSearchDeps) {
    this.#deps = deps;
  }

  start(): void {
    void this.#search();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
  }

  async #search(): Promise<void> {
    const { clock, log } = this.#deps;
    if (this.#isAlone()) {
      await this.#joinBest().catch((error) => {
        log.warn('looking for agents failed', { reason: messageOf(error) });
      });
    }
    if (this.#isStopped) return;
    this.#cancel = clock.after(AGAIN_MS, () => void this.#search());
  }

  #isAlone(): boolean {
    return this.#deps.gossip.members().filter(({ state }) => state === 'alive').length <= 1;
  }

  async #joinBest(): Promise<void> {
    const { wire, gossip, zone, log } = this.#deps;
    const seed = chooseSeed(await wire.detect(LISTEN_MS), zone);
    if (seed === undefined || this.#isStopped) return;
    log.info('an agent was found on the network', { name: seed.name, address: seed.address });
    gossip.join(seed.address, (answer) => {
      if (answer.is === 'failed') log.warn('it cannot be joined', { reason: answer.reason });
    });
  }
}
