import { sealOf } from '@/agent/gossip/codec/id-bytes';
import type { Unsigned } from '@/agent/gossip/gossip-deps';
import type { News, Packet, Standing } from '@/agent/gossip/message';
import type { Sender } from '@/agent/gossip/transport';
import type { MemberCard, MemberView } from '@/common/domain/member';
import type { Random } from '@/common/random';
import { between, oneOf, wholeBetween } from './chance';
import type { SimCluster } from './sim-cluster';
import type { SimMember } from './sim-member';

type Said<Kind> = Unsigned<Extract<News, { kind: Kind }>>;

const RECORDED_MAX = 300;
const PAUSE_MS_MAX = 1_000;

interface Recorded {
  readonly packet: Packet;
  readonly from: Sender;
}

/**
 * A member that was taken over: it holds the zone's key and its own, hears all that is sent, and says
 * what it likes under anybody's seal. It cannot sign for others.
 */
export class Liar {
  readonly #cluster: SimCluster;
  readonly #member: SimMember;
  readonly #random: Random;
  readonly #recorded: Recorded[] = [];

  constructor(cluster: SimCluster, member: SimMember, random: Random) {
    this.#cluster = cluster;
    this.#member = member;
    this.#random = random;
    cluster.network.onSent = (packet, from) => this.#record({ packet, from });
    this.#next();
  }

  #next(): void {
    this.#cluster.agenda.in(between(this.#random, 1, PAUSE_MS_MAX), () => {
      if (this.#member.gossip !== undefined && !this.#member.isStill) this.#act();
      this.#next();
    });
  }

  #record(recorded: Recorded): void {
    const place = wholeBetween(this.#random, 0, RECORDED_MAX - 1);
    if (this.#recorded.length < RECORDED_MAX) this.#recorded.push(recorded);
    else this.#recorded[place] = recorded;
  }

  #act(): void {
    const others = (this.#member.gossip?.members() ?? []).filter(
      ({ card }) => card.id !== this.#member.id,
    );
    if (others.length === 0) return;
    const victim = oneOf(this.#random, others);
    const act = oneOf(this.#random, [
      () => this.#tell(others, this.#accusation(victim, this.#member.id, 0)),
      () => this.#tell(others, this.#accusation(victim, this.#member.id, 1_000)),
      () => this.#tell(others, this.#accusation(victim, oneOf(this.#random, others).card.id, 0)),
      () => this.#tell(others, this.#forgedCard(victim)),
      () => this.#tell(others, this.#forgedLeave(victim)),
      () => this.#tell(others, this.#ownCard(victim)),
      () => this.#replay(others),
      () => this.#exchange(others, victim),
      () => this.#acknowledge(others, victim),
    ]);
    act();
  }

  /** To some of them, each time under somebody else's seal. */
  #tell(others: readonly MemberView[], news: News): void {
    for (let count = wholeBetween(this.#random, 1, 4); count > 0; count--) {
      this.#send(others, { kind: 'news', news: [news] });
    }
  }

  #send(others: readonly MemberView[], packet: Packet): void {
    const { id, addresses } = oneOf(this.#random, others).card;
    const shown = oneOf(this.#random, [id, this.#member.id]);
    const from = { seal: sealOf(shown), address: addresses[0] ?? '' };
    this.#sendAs(others, from, packet);
  }

  #sendAs(others: readonly MemberView[], from: Sender, packet: Packet): void {
    const [to = ''] = oneOf(this.#random, others).card.addresses;
    this.#cluster.network.send(this.#member.machine.port, to, from, packet);
  }

  #accusation(victim: MemberView, accuser: string, incarnationAhead: number): News {
    const said: Said<'accused'> = {
      kind: 'accused',
      accusation: {
        subject: victim.card.id,
        incarnation: victim.card.incarnation + incarnationAhead,
        accuser,
        atMs: this.#member.machine.time.wallMs(),
        failure: oneOf(this.#random, ['no-answer', 'refused', 'told'] as const),
        helpers: [],
      },
    };
    return { ...said, signature: this.#member.machine.key.sign(said) };
  }

  /** Signed by its own key, in another's name and with another's lineage. */
  #forgedCard({ card }: MemberView): News {
    const lineage = this.#lineageOf(card.id);
    const address = this.#member.address;
    const said: Said<'alive'> = {
      kind: 'alive',
      card: { ...card, incarnation: card.incarnation + 1, addresses: [address] },
      lineage,
    };
    return { ...said, signature: this.#member.machine.key.sign(said) };
  }

  #forgedLeave({ card }: MemberView): News {
    const said: Said<'left'> = {
      kind: 'left',
      id: card.id,
      incarnation: card.incarnation,
      by: oneOf(this.#random, ['itself', 'master'] as const),
    };
    return { ...said, signature: this.#member.machine.key.sign(said) };
  }

  /** Truly its own, with another's address and a number that cannot be raised. */
  #ownCard(victim: MemberView): News {
    const { key } = this.#member.machine;
    const self = this.#member.gossip?.self.card ?? victim.card;
    const card: MemberCard = {
      ...self,
      incarnation: oneOf(this.#random, [self.incarnation + 1, Number.MAX_SAFE_INTEGER]),
      addresses: victim.card.addresses,
    };
    const said: Said<'alive'> = { kind: 'alive', card, lineage: key.lineage };
    return { ...said, signature: key.sign(said) };
  }

  #replay(others: readonly MemberView[]): void {
    for (let count = wholeBetween(this.#random, 1, 20); count > 0; count--) {
      if (this.#recorded.length === 0) return;
      const { packet, from } = oneOf(this.#random, this.#recorded);
      this.#sendAs(others, from, packet);
    }
  }

  /** Compares lists, and has the last word on everybody. */
  #exchange(others: readonly MemberView[], victim: MemberView): void {
    const [to = ''] = oneOf(this.#random, others).card.addresses;
    const standings = others.map(({ card }): Standing => {
      const incarnation = oneOf(this.#random, [card.incarnation, Number.MAX_SAFE_INTEGER]);
      return { id: card.id, incarnation, state: oneOf(this.#random, ['dead', 'left', 'alive']) };
    });
    const request = {
      kind: 'exchange',
      buckets: Array.from({ length: 32 }, (_, bucket) => bucket),
      standings,
      news: [this.#accusation(victim, this.#member.id, 0), this.#forgedCard(victim)],
    } as const;
    this.#cluster.network.ask(this.#member.machine.port, to, {
      request,
      timeoutMs: 5_000,
      done: () => undefined,
    });
  }

  /** Answers what it was not asked, so that the dead seem to live. */
  #acknowledge(others: readonly MemberView[], { card }: MemberView): void {
    const from = { seal: sealOf(card.id), address: card.addresses[0] ?? '' };
    for (let sequence = 1; sequence < 20; sequence++) {
      const kind = oneOf(this.#random, ['ack', 'nack'] as const);
      this.#sendAs(others, from, { kind, sequence, news: [] });
    }
  }

  #lineageOf(id: string) {
    const { machine } = this.#cluster.members.find((member) => member.id === id) ?? this.#member;
    return machine.key.lineage;
  }
}
