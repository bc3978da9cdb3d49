import type { Cancel, Clock } from '@/common/clock';
import type { GossipConfig } from './config';
import type { AccusedNews } from './news';

/** As many are kept as evidence. */
const ACCUSATIONS_MAX = 8;

/** A suspect whose machine says that no agent listens has half as long: little else can explain it. */
const REFUSED_SHARE = 0.5;

/**
 * One member's case, as this agent sees it. The time to refute shrinks from the most to the least as
 * others accuse as well (Lifeguard §IV-B): nobody's word alone kills quickly.
 */
export class Suspicion {
  /** Oldest first; one of each accuser. */
  readonly accusations: AccusedNews[] = [];
  readonly sinceMs: number;
  readonly #clock: Clock;
  readonly #config: GossipConfig;
  readonly #presentCount: number;
  #cancel: Cancel = () => {};

  /** @param presentCount of the zone's members, this one and the suspect too */
  constructor(clock: Clock, config: GossipConfig, presentCount: number) {
    this.#clock = clock;
    this.#config = config;
    this.#presentCount = presentCount;
    this.sinceMs = clock.nowMs();
  }

  get isFull(): boolean {
    return this.accusations.length >= ACCUSATIONS_MAX;
  }

  /** Enough have spoken for the least time: more need not be passed on. */
  get isConfirmed(): boolean {
    return this.witnesses.length > this.#confirmationsWanted;
  }

  /** Those who tried by themselves, each once. */
  get witnesses(): readonly AccusedNews[] {
    return this.accusations.filter(({ accusation }) => accusation.failure !== 'told');
  }

  hasAccuser(id: string): boolean {
    return this.accusations.some(({ accusation }) => accusation.accuser === id);
  }

  add(news: AccusedNews): void {
    this.accusations.push(news);
  }

  /** When judgement is due, monotonic. */
  get dueMs(): number {
    return this.sinceMs + this.#timeoutMs();
  }

  /** Judgement comes when `dueMs` is reached. @param arm such as a patient timer */
  await(arm: (delayMs: number) => Cancel): void {
    this.#cancel();
    this.#cancel = arm(Math.max(0, this.dueMs - this.#clock.nowMs()));
  }

  end(): void {
    this.#cancel();
  }

  get #confirmationsWanted(): number {
    return Math.max(0, Math.min(this.#config.confirmationsExpected, this.#presentCount - 2));
  }

  #timeoutMs(): number {
    const { suspicionFactor, suspicionMaxFactor, probeIntervalMs } = this.#config;
    const scale = Math.max(1, Math.log10(this.#presentCount));
    const minMs = suspicionFactor * scale * probeIntervalMs * this.#share();
    const wanted = this.#confirmationsWanted;
    if (wanted === 0) return minMs;
    const confirmed = Math.min(wanted, Math.max(0, this.witnesses.length - 1));
    const progress = Math.log(confirmed + 1) / Math.log(wanted + 1);
    return minMs * (suspicionMaxFactor - (suspicionMaxFactor - 1) * progress);
  }

  #share(): number {
    const isRefused = this.witnesses.every(({ accusation }) => accusation.failure === 'refused');
    return isRefused && this.isConfirmed ? REFUSED_SHARE : 1;
  }
}
