import type { Duplex } from 'node:stream';
import type { MemberView } from '@/common/domain/member';
import { AppError } from '@/common/errors';
import type { Membership } from '../gossip/membership';
import type { Relay, Relays } from '../uplink/relays';
import { LateStream } from './late-stream';
import type { TunnelWire } from './tunnel-wire';

/** Gossip and its wire, while there are some. */
interface LiveMembers {
  readonly membership: Pick<Membership, 'self' | 'members' | 'find'>;
  readonly wire: Pick<TunnelWire, 'open'>;
}

/** The relays that gossip knows, and tunnels through them. */
export class MemberRelays implements Relays {
  readonly #live: () => LiveMembers | undefined;

  /** @param live asked each time: gossip begins anew with another zone or key */
  constructor(live: () => LiveMembers | undefined) {
    this.#live = live;
  }

  /** Those of the own zone first, then by how fast they answered; others are for when none is left. */
  list(): readonly Relay[] {
    const membership = this.#live()?.membership;
    if (membership === undefined) return [];
    const { self } = membership;
    const isForeign = ({ card }: MemberView) => Number(card.zone !== self.card.zone);
    const roundTripMs = (member: MemberView) => member.roundTripMs ?? Number.POSITIVE_INFINITY;
    return membership
      .members()
      .filter(({ state }) => state === 'alive')
      .filter(({ card }) => card.isRelay && card.id !== self.card.id)
      .sort(
        (a, b) =>
          isForeign(a) - isForeign(b) ||
          order(roundTripMs(a), roundTripMs(b)) ||
          order(a.card.id, b.card.id),
      )
      .map(({ card: { id, name } }) => ({ id, name }));
  }

  dial({ id, name }: Relay, hops: number): Duplex {
    return new LateStream(async (signal) => {
      const live = this.#live();
      const [address] = live?.membership.find(id)?.card.addresses ?? [];
      if (live === undefined || address === undefined) {
        throw new AppError('UNREACHABLE', `The relay ${name} is not known any more.`);
      }
      return live.wire.open(address, { hops }, signal);
    });
  }
}

function order<Value extends number | string>(one: Value, other: Value): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
