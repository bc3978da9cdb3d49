import type { Cancel, Clock } from '@/common/clock';
import type { CheckHistoryEntry, CheckReport } from '@/common/domain/check-report';
import type { GroupChange } from '@/common/domain/detection';
import { DOCUMENT_KINDS, type DocumentKind } from '@/common/domain/node-document';
import type { Log } from '@/common/log';
import type { MonitoringSink } from '../collectors/report-sink';
import { CheckTeller, type CheckTellerDeps } from './check-teller';
import { type DocumentSources, DocumentTeller } from './document-teller';

export interface TellingDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly sink: MonitoringSink;
  readonly sources: DocumentSources;
  readonly checks: Pick<CheckTellerDeps, 'reports' | 'report' | 'explain'>;
}

/** Everything is told no more often: what a server refuses is not pressed upon it. */
const ALL_EVERY_MS = 60_000;
const SOON_MS = 200;

/** Tells the server what this agent knows of checks, groups and packs: all of it once, then news. */
export class Telling {
  readonly #deps: TellingDeps;
  readonly #documents: DocumentTeller;
  readonly #checks: CheckTeller;
  #toldAllMs = Number.NEGATIVE_INFINITY;
  #cancelAgain: Cancel | undefined;
  readonly #dirty = new Set<DocumentKind>();
  #cancelSoon: Cancel | undefined;

  constructor(deps: TellingDeps) {
    this.#deps = deps;
    this.#documents = new DocumentTeller(deps);
    this.#checks = new CheckTeller({ ...deps, ...deps.checks });
  }

  /** Everything, for somebody who knows nothing of it, or not any more. */
  tellAll(): void {
    if (this.#cancelAgain !== undefined) return;
    const { clock } = this.#deps;
    const delayMs = this.#toldAllMs + ALL_EVERY_MS - clock.nowMs();
    if (delayMs <= 0) this.#tellAll();
    else this.#cancelAgain = clock.after(delayMs, () => this.#tellAll());
  }

  /** Documents of this kind may be others now; they are told in a moment, since several often are. */
  changed(kind: DocumentKind): void {
    this.#dirty.add(kind);
    this.#cancelSoon ??= this.#deps.clock.after(SOON_MS, () => this.#tellDirty());
  }

  /** Other packs are in force, and with them other checks. */
  packsChanged(): void {
    for (const kind of DOCUMENT_KINDS) this.#documents.tell(kind);
    this.#checks.look();
  }

  checkChanged(report: CheckReport, events: readonly CheckHistoryEntry[]): void {
    this.#checks.changed(report, events);
  }

  /** This node came into a group or left it. */
  groupChanged(change: GroupChange): void {
    this.#deps.sink.groupChange(change);
    // What a detector gives stands on its card.
    for (const kind of ['groups', 'detector', 'role'] as const) this.changed(kind);
  }

  stop(): void {
    this.#cancelAgain?.();
    this.#cancelSoon?.();
    this.#checks.stop();
  }

  #tellDirty(): void {
    this.#cancelSoon = undefined;
    const kinds = [...this.#dirty];
    this.#dirty.clear();
    for (const kind of kinds) this.#documents.tell(kind);
  }

  #tellAll(): void {
    this.#cancelAgain = undefined;
    this.#toldAllMs = this.#deps.clock.nowMs();
    this.#documents.forget();
    this.#checks.forget();
    for (const kind of DOCUMENT_KINDS) this.#documents.tell(kind);
    this.#checks.look();
  }
}
