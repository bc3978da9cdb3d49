import type { GossipDeps } from './gossip-deps';
import type { History } from './history';
import type { Mail } from './mail';
import { ANOTHER_MEMBER, type StreamAnswer } from './message';
import type { CardNews } from './news';
import type { Own } from './own';
import type { StreamFailure } from './transport';

/** Runs that drew the same moment draw again within this much. */
const SPREAD_MS = 1_000;
const RENEWALS_MAX = 16;

interface TwinParts {
  readonly own: Own;
  readonly mail: Mail;
  readonly history: History;
  /** Another run goes on with this id: this one says nothing more. */
  readonly onSilenced: () => void;
}

/**
 * What this member hears of itself that it did not say in this run: it may be of the run before, or of
 * a copy of this machine that runs at the same time. Of two runs the later goes on.
 */
export class Twin {
  readonly #deps: GossipDeps;
  readonly #parts: TwinParts;
  #isAsking = false;
  #renewals = 0;

  constructor(deps: GossipDeps, parts: TwinParts) {
    this.#deps = deps;
    this.#parts = parts;
  }

  /** @param news signed by this member's key, and not older than what it says itself */
  hear(news: CardNews): void {
    const { own } = this.#parts;
    const { bootEpochMs, incarnation } = news.card;
    if (news.lineage.successions.length > own.news.lineage.successions.length) {
      this.#silence('with a newer key: this one has an old copy of its files');
    } else if (bootEpochMs < own.card.bootEpochMs) {
      own.raise(incarnation + 1);
    } else if (bootEpochMs === own.card.bootEpochMs) {
      this.#renew(news);
    } else this.#ask(news);
  }

  /** A later run: is it still there, or was this machine's clock ahead when it began? */
  #ask(news: CardNews): void {
    const { config } = this.#deps;
    const { mail, own } = this.#parts;
    const [address = ''] = news.card.addresses;
    if (own.card.addresses.includes(address)) {
      this.#renew(news);
      return;
    }
    if (this.#isAsking) return;
    this.#isAsking = true;
    const question = { kind: 'ping', target: own.card.id } as const;
    mail.ask(address, question, config.probeTimeoutMsMax, (answer) => {
      this.#isAsking = false;
      if (isTwin(answer)) {
        this.#silence(`at ${address}: its machine seems to be a copy of this one, or the reverse`);
      } else this.#renew(news);
    });
  }

  #renew({ card }: CardNews): void {
    const { epoch, random } = this.#deps;
    const { own } = this.#parts;
    if (this.#renewals >= RENEWALS_MAX) {
      this.#silence('again and again: two agents seem to share one address and one key');
      return;
    }
    if (card.bootEpochMs < own.card.bootEpochMs) return;
    this.#renewals += 1;
    epoch.renew(card.bootEpochMs + Math.floor(random.next() * SPREAD_MS));
    own.raise(Math.max(card.incarnation, own.card.incarnation) + 1);
  }

  #silence(how: string): void {
    const { log } = this.#deps;
    const { history, onSilenced, own } = this.#parts;
    history.add(own.card, 'twice', `another agent runs with the same key ${how}`);
    log.error('another agent gossips with the key of this one, so this one is silent', {
      member: own.card.id,
      how,
      hint: 'give one of the two a key of its own: stop it, remove its data folder, let it join anew',
    });
    onSilenced();
  }
}

/** Where frames are sealed, a later run declines whatever comes under the seal of an earlier. */
function isTwin(answer: StreamAnswer | StreamFailure): boolean {
  if (typeof answer !== 'object') return false;
  return answer.kind !== 'declined' || answer.reason !== ANOTHER_MEMBER;
}
