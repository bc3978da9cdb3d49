import type { GossipCounters } from './counters';
import type { Exchange } from './exchange';
import type { GossipDeps } from './gossip-deps';
import type { Learner } from './learner';
import type { Mail } from './mail';
import type { Member } from './member';
import {
  ANOTHER_MEMBER,
  type News,
  type Packet,
  type StreamAnswer,
  type StreamRequest,
} from './message';
import type { Own } from './own';
import type { Prober } from './prober';
import type { Roster } from './roster';
import type { Receiver, Sender } from './transport';

/** Of what somebody told wrong, so much is set right on the answer. */
const CORRECTIONS_MAX = 4;
/** Whoever is set right is so at most this often, lest two that differ answer one another for ever. */
const CORRECTION_INTERVAL_MS = 200;
const CORRECTED_MAX = 1_024;

interface PostParts {
  readonly own: Own;
  readonly roster: Roster;
  readonly mail: Mail;
  readonly prober: Prober;
  readonly learner: Learner;
  readonly exchange: Exchange;
  readonly counters: GossipCounters;
  /** At this address is one whose list should be compared with this one's. */
  readonly onDiffering: (address: string) => void;
}

/** All that comes in: news first, then what the message itself asks for. */
export class Post implements Receiver {
  readonly #deps: GossipDeps;
  readonly #parts: PostParts;
  readonly #corrected = new Map<string, number>();
  #isOpen = false;

  constructor(deps: GossipDeps, parts: PostParts) {
    this.#deps = deps;
    this.#parts = parts;
  }

  open(): void {
    this.#isOpen = true;
  }

  close(): void {
    this.#isOpen = false;
  }

  packet({ address }: Sender, packet: Packet): void {
    if (!this.#isOpen) return;
    const { counters, mail, own, prober } = this.#parts;
    counters.packetsReceived += 1;
    const corrections = [...this.#learn(address, packet.news), ...this.#troubles(address)];
    switch (packet.kind) {
      case 'ping':
        if (packet.target !== own.card.id) return;
        mail.send(address, { kind: 'ack', sequence: packet.sequence }, corrections);
        return;
      case 'ack':
        prober.ack(packet.sequence);
        break;
      case 'nack':
        prober.nack(packet.sequence, address);
        break;
      case 'ping-req':
        prober.favour(address, packet);
        break;
      case 'news':
        break;
    }
    if (corrections.length > 0 && this.#mayCorrect(address)) {
      mail.send(address, { kind: 'news' }, corrections);
    }
  }

  request(_from: Sender, request: StreamRequest): StreamAnswer {
    if (!this.#isOpen) return { kind: 'declined', reason: 'it gossips no more' };
    const { counters, exchange, own } = this.#parts;
    counters.streamsAnswered += 1;
    if (request.kind !== 'ping') return exchange.answer(request);
    const isMeant = request.target === own.card.id;
    return isMeant ? { kind: 'pong' } : { kind: 'declined', reason: ANOTHER_MEMBER };
  }

  /** @returns what to set right */
  #learn(address: string, news: readonly News[]): News[] {
    const { learner } = this.#parts;
    const corrections: News[] = [];
    let isBehind = false;
    for (const piece of news) {
      const learned = learner.learn(piece);
      isBehind ||= learned === 'behind';
      const better = learned === 'stale' ? learner.better(piece) : undefined;
      if (better !== undefined && corrections.length < CORRECTIONS_MAX) corrections.push(better);
    }
    if (isBehind) this.#parts.onDiffering(address);
    return [...new Set(corrections)];
  }

  /** A suspect, or one that is held for dead, spoke: it should know who accuses it. */
  #troubles(address: string): readonly News[] {
    const member: Member | undefined = this.#parts.roster.troubledAt(address);
    if (member === undefined || !this.#deps.config.hasBuddy) return [];
    if (member.isRemembered) this.#parts.onDiffering(address);
    return member.suspicion?.accusations.slice(0, 1) ?? [];
  }

  #mayCorrect(address: string): boolean {
    const nowMs = this.#deps.clock.nowMs();
    const lastMs = this.#corrected.get(address) ?? Number.NEGATIVE_INFINITY;
    if (nowMs - lastMs < CORRECTION_INTERVAL_MS) return false;
    if (this.#corrected.size >= CORRECTED_MAX) this.#corrected.clear();
    this.#corrected.set(address, nowMs);
    return true;
  }
}
