import type { KeyLineage, News, Packet, StreamAnswer, StreamRequest } from '@/agent/gossip/message';
import { CHECK_STATES } from '@/common/domain/check';
import { MEMBER_STATES, type MemberCard, PROBE_FAILURES } from '@/common/domain/member';
import type { Random } from '@/common/random';

/** Messages of every kind and size, by chance: well-formed, with signatures that nobody made. */
export class GossipSamples {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** 0 up to, not with, `end`. */
  below(end: number): number {
    return Math.floor(this.#random.next() * end);
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.below(256));
  }

  id(): string {
    const letters = 'abcdefghijklmnopqrstuvwxyz234567';
    return Array.from({ length: 26 }, () => letters[this.below(32)]).join('');
  }

  card(): MemberCard {
    return {
      id: this.id(),
      incarnation: this.#count(),
      bootEpochMs: 1_700_000_000_000 + this.below(1e9),
      name: this.#word(1, 40),
      hostname: this.#word(1, 60),
      addresses: this.#some(1, 4, () => `192.0.2.${this.below(256)}:6768`),
      zone: `zone-${this.below(100)}`,
      groups: this.#some(0, 30, () => this.#word(1, 20)),
      groupsLeftOut: this.below(3),
      isRelay: this.below(2) === 0,
      canRelay: this.below(2) === 0,
      roles: this.#some(0, 5, () => this.#word(1, 30)),
      checks: Object.fromEntries(
        CHECK_STATES.map((state) => [state, this.below(1_000)]),
      ) as MemberCard['checks'],
      agentVersion: '1.2.3',
      protocol: [1, 1 + this.below(255)],
    };
  }

  news(): News {
    const signature = this.bytes(64);
    switch (this.below(4)) {
      case 0:
        return { kind: 'alive', card: this.card(), lineage: this.#lineage(), signature };
      case 1: {
        const by = this.below(2) === 0 ? 'itself' : 'master';
        return { kind: 'left', id: this.id(), incarnation: this.#count(), by, signature };
      }
      case 2:
        return { kind: 'accused', accusation: this.#accusation(), signature };
      default:
        return { kind: 'event', event: this.#event(), signature };
    }
  }

  packet(): Packet {
    const sequence = this.below(2 ** 32);
    const news = this.#some(0, 4, () => this.news());
    switch (this.below(5)) {
      case 0:
        return { kind: 'ping', sequence, target: this.id(), news };
      case 1:
        return {
          kind: 'ping-req',
          sequence,
          target: this.id(),
          address: '[2001:db8::7]:6768',
          news,
        };
      case 2:
        return { kind: 'ack', sequence, news };
      case 3:
        return { kind: 'nack', sequence, news };
      default:
        return { kind: 'news', news };
    }
  }

  request(): StreamRequest {
    switch (this.below(3)) {
      case 0:
        return { kind: 'ping', target: this.id() };
      case 1:
        return {
          kind: 'compare',
          isJoining: this.below(2) === 0,
          buckets: this.#some(32, 32, () => this.#hash()),
          events: this.#some(0, 20, () => Buffer.from(this.bytes(16)).toString('hex')),
        };
      default:
        return { kind: 'exchange', ...this.#difference() };
    }
  }

  answer(): StreamAnswer {
    switch (this.below(4)) {
      case 0:
        return { kind: 'pong' };
      case 1:
        return { kind: 'compared', ...this.#difference() };
      case 2:
        return { kind: 'exchanged', news: this.#some(0, 10, () => this.news()) };
      default:
        return { kind: 'declined', reason: this.#word(0, 200) };
    }
  }

  #difference() {
    return {
      buckets: this.#some(0, 32, () => this.below(32)),
      standings: this.#some(0, 50, () => ({
        id: this.id(),
        incarnation: this.#count(),
        state: this.#oneOf(MEMBER_STATES),
      })),
      news: this.#some(0, 6, () => this.news()),
    };
  }

  #lineage(): KeyLineage {
    const succession = () => ({ publicKey: this.bytes(32), endorsement: this.bytes(64) });
    return { firstKey: this.bytes(32), successions: this.#some(0, 2, succession) };
  }

  #accusation() {
    return {
      subject: this.id(),
      incarnation: this.#count(),
      accuser: this.id(),
      atMs: 1_700_000_000_000 + this.below(1e9),
      failure: this.#oneOf(PROBE_FAILURES),
      helpers: this.#some(0, 8, () => this.id()),
    };
  }

  #event() {
    return {
      id: Buffer.from(this.bytes(16)).toString('hex'),
      type: `deploy:${this.below(100)}`,
      payload: this.#word(0, 300),
      from: this.id(),
      atMs: 1_700_000_000_000 + this.below(1e9),
    };
  }

  /** Small ones and the largest alike. */
  #count(): number {
    return Math.floor(this.#random.next() ** 8 * Number.MAX_SAFE_INTEGER);
  }

  #hash(): bigint {
    return Buffer.from(this.bytes(8)).readBigUInt64BE();
  }

  #word(lengthMin: number, lengthMax: number): string {
    const letters = 'abcxyz -_.é漢🦊'.match(/./gu) ?? [];
    const length = lengthMin + this.below(lengthMax - lengthMin + 1);
    return Array.from({ length }, () => this.#oneOf(letters)).join('');
  }

  #some<Item>(countMin: number, countMax: number, make: () => Item): Item[] {
    return Array.from({ length: countMin + this.below(countMax - countMin + 1) }, make);
  }

  #oneOf<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('none to choose from');
    return item;
  }
}
