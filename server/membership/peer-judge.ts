import type { Cancel, Clock } from '@/common/clock';
import { REPORT_INTERVAL_MS, STALE_AFTER_MS } from '@/common/domain/node';
import { peersHold } from '@/common/domain/peer-verdict';
import { AppError, messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import type { Database } from '../db/database';
import type { Claim } from '../jobs/claims';
import type { Bus } from '../live/bus';
import type { QuestionService } from '../questions/question-service';
import type { Doubted, Noted, Opinion, OpinionStore } from './opinion-store';

export interface PeerJudgeDeps {
  readonly database: Database;
  readonly opinions: OpinionStore;
  readonly questions: QuestionService;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Log;
  /** Only the server that holds it judges. */
  readonly claim: Claim;
}

/** Witnesses fall silent without telling: so it is looked now and then too. */
const ROUND_MS = 5_000;
/** Whoever dies is told by all at once: they are heard together. */
const GATHER_MS = 250;
/** Silent for longer than this, its peers are asked for: before the page would say "no data". */
const DOUBT_MS = 15_000;
/** A report that is due by now has not come. */
const OVERDUE_MS = REPORT_INTERVAL_MS + 2_000;
const PRESENCE_MS = 2_000;
const ASKED_AT_ONCE = 128;

/**
 * Keeps in each node's row what its peers hold of it. Before it takes their word that a node is gone
 * it asks that node itself, over its own session: one that is cut off from its peers alone answers.
 */
export class PeerJudge {
  readonly #deps: PeerJudgeDeps;
  readonly #stop = new AbortController();
  #looking: Promise<void> = Promise.resolve();
  #cancel: Cancel | undefined;
  #dueMs = Number.POSITIVE_INFINITY;

  constructor(deps: PeerJudgeDeps) {
    this.#deps = deps;
  }

  start(): void {
    const told = this.#deps.bus.follow('members', this.#stop.signal);
    void (async () => {
      for await (const _ of told) this.#arm(GATHER_MS);
    })();
    this.#arm(ROUND_MS);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#cancel?.();
    await this.#looking;
  }

  /** Resolves when what is being looked at just now is written. */
  idle(): Promise<void> {
    return this.#looking;
  }

  #arm(delayMs: number): void {
    const { clock } = this.#deps;
    const dueMs = clock.nowMs() + delayMs;
    if (this.#stop.signal.aborted || this.#dueMs <= dueMs) return;
    this.#cancel?.();
    this.#dueMs = dueMs;
    this.#cancel = clock.after(delayMs, () => {
      this.#looking = this.#look()
        .catch((error: unknown) => {
          this.#deps.log.warn('peers not heard', { reason: messageOf(error) });
        })
        .then(() => {
          this.#dueMs = Number.POSITIVE_INFINITY;
          this.#arm(ROUND_MS);
        });
    });
  }

  async #look(): Promise<void> {
    const { claim, opinions, clock } = this.#deps;
    if (!claim.isHeld) return;
    const nowMs = clock.wallMs();
    const staleBefore = new Date(nowMs - STALE_AFTER_MS);
    const doubted = await opinions.doubted(new Date(nowMs - DOUBT_MS), staleBefore);
    const ids = doubted.map(({ id }) => id);
    const bySubject = gathered(await opinions.opinions(ids, staleBefore));
    const changes: Change[] = [];
    for (const some of chunks(doubted)) {
      const found = some.map((node) => this.#judge(node, bySubject.get(node.id) ?? [], nowMs));
      changes.push(...(await Promise.all(found)).filter(isChange));
    }
    await this.#note(changes);
  }

  async #judge(node: Doubted, opinions: readonly Opinion[], nowMs: number): Promise<Change> {
    const held = peersHold(
      opinions.map(({ state, zone }) => ({ state, isOfZone: zone === node.zone })),
    );
    if (held === 'dead' || held === 'left')
      return { node, ...(await this.#gone(node, held, nowMs)) };
    if (held === 'suspect') return { node, ...unconfirmed(held) };
    if (held === 'alive' && nowMs - node.lastReportMs >= DOUBT_MS) {
      return { node, ...unconfirmed(held) };
    }
    // What was confirmed holds when nobody is left to say it.
    return { node, ...(held === undefined && isConfirmed(node) ? noted(node) : NOTHING) };
  }

  async #gone(node: Doubted, held: 'dead' | 'left', nowMs: number): Promise<Noted> {
    const silentMs = nowMs - node.lastReportMs;
    const isKnown = node.state === held && (isConfirmed(node) || silentMs < OVERDUE_MS);
    if (isKnown) return noted(node);
    const isHere = silentMs <= STALE_AFTER_MS && (await this.#answers(node.id));
    return isHere ? unconfirmed(held) : confirmed(held, this.#deps.clock.wallMs(), node);
  }

  /** Whatever it says, it is there. */
  async #answers(nodeId: string): Promise<boolean> {
    try {
      await this.#deps.questions.ask(nodeId, { ask: 'presence' }, { timeoutMs: PRESENCE_MS });
      return true;
    } catch (error) {
      if (!AppError.is(error)) throw error;
      return error.code !== 'UNREACHABLE' && error.code !== 'NOT_FOUND';
    }
  }

  async #note(changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return;
    const { database, claim, opinions, bus, log } = this.#deps;
    const noted = await database.transaction(async (sql) => {
      await claim.assertHeld(sql);
      const done: Change[] = [];
      for (const change of changes) {
        if (await opinions.note(sql, change.node, change)) done.push(change);
      }
      return done;
    });
    for (const { node, state } of noted) {
      log.info('peers hold otherwise', { node: node.id, state: state || 'nothing' });
      bus.publish({ kind: 'node', nodeId: node.id });
    }
  }
}

interface Change extends Noted {
  readonly node: Doubted;
}

const NOTHING: Noted = { state: '', confirmedAt: null };

function unconfirmed(state: Noted['state']): Noted {
  return { state, confirmedAt: null };
}

/** No earlier than its last report, whose time another server may have given it. */
function confirmed(state: Noted['state'], nowMs: number, { lastReportMs }: Doubted): Noted {
  return { state, confirmedAt: new Date(Math.max(nowMs, lastReportMs)) };
}

function isConfirmed({ confirmedMs, lastReportMs }: Doubted): boolean {
  return confirmedMs !== null && confirmedMs >= lastReportMs;
}

function noted({ state, confirmedMs }: Doubted): Noted {
  return {
    state,
    confirmedAt: confirmedMs === null ? null : new Date(confirmedMs),
  };
}

function isChange({ node, state, confirmedAt }: Change): boolean {
  return node.state !== state || node.confirmedMs !== (confirmedAt?.getTime() ?? null);
}

function gathered(opinions: readonly Opinion[]): ReadonlyMap<string, readonly Opinion[]> {
  const bySubject = new Map<string, Opinion[]>();
  for (const one of opinions) {
    const others = bySubject.get(one.subject);
    if (others === undefined) bySubject.set(one.subject, [one]);
    else others.push(one);
  }
  return bySubject;
}

function chunks(nodes: readonly Doubted[]): (readonly Doubted[])[] {
  const count = Math.ceil(nodes.length / ASKED_AT_ONCE);
  return Array.from({ length: count }, (_, index) =>
    nodes.slice(index * ASKED_AT_ONCE, (index + 1) * ASKED_AT_ONCE),
  );
}
