import type { Cancel } from '@/common/clock';
import type { ClusterEvent, MemberChange, MemberView } from '@/common/domain/member';
import { AppError } from '@/common/errors';
import { createCard } from './card';
import { type GossipCounters, noCounts } from './counters';
import type { CardFacts, GossipDeps } from './gossip-deps';
import type { Joined, Membership, Pinged } from './membership';
import type { News } from './message';

/** The SWIM membership protocol: who is in the zone, and who seems not to be any more. */
export class Gossip implements Membership {
  readonly counters: GossipCounters = noCounts();
  readonly #deps: GossipDeps;
  #view: MemberView;

  constructor(deps: GossipDeps) {
    this.#deps = deps;
    const incarnation = (deps.store.load()?.incarnation ?? -1) + 1;
    this.#view = {
      card: createCard(deps.facts, deps.keys.id, incarnation, deps.epoch.valueMs),
      state: 'alive',
      sinceMs: deps.clock.wallMs(),
      accusations: [],
      heardMs: null,
      roundTripMs: null,
    };
  }

  /** Listens, asks the seeds and those of the last run, and probes from then on. */
  start(): void {}

  /** Silent from now on, which others find out: a stop is no leave. */
  stop(): void {}

  /** What this member says of itself from now on. Its zone stays: another one is another `Gossip`. */
  setFacts(facts: CardFacts): void {
    const { id, incarnation, bootEpochMs } = this.#view.card;
    this.#view = { ...this.#view, card: createCard(facts, id, incarnation + 1, bootEpochMs) };
  }

  /** Addresses that are asked at the start, whenever this member is alone, and now and then. */
  setSeeds(_addresses: readonly string[]): void {}

  /** News that was signed elsewhere, such as a `left` by the zone's master key. @returns whether it is taken */
  submit(_news: News): boolean {
    return false;
  }

  get self(): MemberView {
    return this.#view;
  }

  members(): readonly MemberView[] {
    return [this.#view];
  }

  find(name: string): MemberView | undefined {
    const { id, name: shown, hostname } = this.#view.card;
    return [id, shown, hostname].includes(name) ? this.#view : undefined;
  }

  digest(): string {
    return '0'.repeat(16);
  }

  join(_address: string, done: (joined: Joined) => void): void {
    done({ is: 'failed', reason: 'This agent does not gossip yet.' });
  }

  leave(done: () => void): void {
    done();
  }

  ping(_id: string, done: (answer: Pinged) => void): void {
    done({ is: 'silent', reason: 'This agent does not gossip yet.' });
  }

  tell(_type: string, _payload: string): ClusterEvent {
    throw new AppError('BUSY', 'This agent does not gossip yet.');
  }

  events(): readonly ClusterEvent[] {
    return [];
  }

  history(): readonly MemberChange[] {
    return this.#deps.store.load()?.history ?? [];
  }

  onChange(_listener: (change: MemberChange) => void): Cancel {
    return () => {};
  }

  onEvent(_listener: (event: ClusterEvent) => void): Cancel {
    return () => {};
  }
}
