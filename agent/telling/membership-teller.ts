import type { Cancel, Clock } from '@/common/clock';
import type { SingleKind } from '@/common/domain/node-document';
import type { Random } from '@/common/random';
import type { MonitoringSink } from '../collectors/report-sink';
import type { Membership } from '../gossip/membership';

export interface MembershipTellerDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly membership: Pick<Membership, 'onChange'>;
  readonly sink: Pick<MonitoringSink, 'memberChange'>;
  /** A document may be another now. */
  readonly changed: (kind: SingleKind) => void;
}

/** What changes without a line of history, such as one more accuser, is told this much later at most. */
const LOOK_MS = 10_000;
export const ROUND_TRIPS_MS = 60_000;

/** Tells the server what happens in the cluster at once, and how far its members are each minute. */
export class MembershipTeller {
  readonly #deps: MembershipTellerDeps;
  #cancels: Cancel[] = [];

  constructor(deps: MembershipTellerDeps) {
    this.#deps = deps;
  }

  start(): void {
    const { membership, random, sink, changed } = this.#deps;
    const unfollow = membership.onChange((change) => {
      sink.memberChange(change);
      changed('membership');
    });
    // Agents that were started together do not tell together.
    const firstMs = 1_000 + random.next() * (ROUND_TRIPS_MS / 4);
    this.#cancels = [
      unfollow,
      this.#every(LOOK_MS, LOOK_MS, () => changed('membership')),
      this.#every(firstMs, ROUND_TRIPS_MS, () => changed('round-trips')),
    ];
  }

  stop(): void {
    for (const cancel of this.#cancels) cancel();
    this.#cancels = [];
  }

  #every(firstMs: number, thenMs: number, act: () => void): Cancel {
    const { clock } = this.#deps;
    const round = (): void => {
      cancel = clock.after(thenMs, round);
      act();
    };
    let cancel = clock.after(firstMs, round);
    return () => cancel();
  }
}
