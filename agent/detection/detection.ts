import type { Clock } from '@/common/clock';
import type { CollectorState } from '@/common/domain/collector';
import type {
  DetectorCard,
  DetectorExplanation,
  GroupChange,
  GroupMembership,
} from '@/common/domain/detection';
import { AppError, messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import type { Random } from '@/common/random';
import type { Evaluator } from '../expression/evaluator';
import { findDefinition } from '../packs/find-definition';
import type { Pack, PackFile } from '../packs/pack-tree';
import { parameterScope } from '../packs/parameter-scope';
import { RunSchedule } from '../run-schedule';
import { compileDetector } from './compiled-detector';
import { DetectorEntry } from './detector-entry';
import { type Detected, evaluateDetector, explainGroup } from './evaluate-detector';
import type { NodeGroups } from './node-groups';

export interface DetectionDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly evaluator: Pick<Evaluator, 'language' | 'surroundings'>;
  /** `undefined` for a collector that is not there. */
  readonly collectorState: (name: string) => CollectorState | undefined;
  readonly groups: NodeGroups;
  /** A detector stands otherwise than before. */
  readonly onChange: () => void;
}

/** What a pack gives to detectors. */
export type DetectorPack = Pick<Pack, 'name' | 'parameters'> & {
  readonly files: Pick<Pack['files'], 'detectors'>;
};

/** What somebody who asked for a run is told. */
export interface DetectorRun {
  readonly card: DetectorCard;
  /** The groups that it did not give before. */
  readonly added: readonly string[];
}

/** A collector in one of these states may have more to say later. */
const UNSETTLED: readonly (CollectorState | undefined)[] = ['pending', 'error'];

/** Runs the detectors of this machine; what they find puts it into groups. */
export class Detection {
  readonly #deps: DetectionDeps;
  readonly #entries = new Map<string, DetectorEntry>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #schedule: RunSchedule;
  #stopped = false;

  constructor(deps: DetectionDeps) {
    const { clock, random } = deps;
    this.#deps = deps;
    this.#schedule = new RunSchedule({ clock, random, run: (id) => void this.#run(id) });
  }

  /**
   * The detectors of these packs and no others. Those that were there before keep their states; one
   * that is wrong is logged and left out. Groups of a detector that is gone go with it.
   */
  load(packs: readonly DetectorPack[]): void {
    const before = new Map(this.#entries);
    this.#entries.clear();
    for (const pack of packs) {
      for (const file of pack.files.detectors) if (file.enabled) this.#add(file, pack, before);
    }
    this.#forgetGone();
    this.#schedule.replace(
      [...this.#entries.values()].map(({ detector }) => ({
        id: detector.id,
        collectors: detector.collectors,
        intervalMs: detector.definition.intervalMs,
      })),
    );
  }

  stop(): void {
    this.#stopped = true;
    this.#schedule.stop();
  }

  /** A collector has fresh data, or none any more. */
  collectorRan(name: string): void {
    this.#schedule.collectorRan(name);
  }

  /** @param listener is told whenever the node comes into a group or leaves one; never throws */
  onGroupChange(listener: (change: GroupChange) => void): void {
    this.#deps.groups.onChange(listener);
  }

  memberships(): readonly GroupMembership[] {
    return this.#deps.groups.memberships();
  }

  cards(): readonly DetectorCard[] {
    return [...this.#entries.values()].map((entry) => this.#card(entry));
  }

  /**
   * Runs it now, or all.
   * @param name `system.os`, or `os` where no other pack has one
   * @throws {AppError} NOT_FOUND
   */
  async run(name?: string): Promise<readonly DetectorRun[]> {
    const entries = name === undefined ? [...this.#entries.values()] : [this.#find(name)];
    const before = entries.map(({ giver }) => this.#deps.groups.of(giver));
    await Promise.all(entries.map(({ detector }) => this.#run(detector.id)));
    return entries.map((entry, at) => {
      const card = this.#card(entry);
      return { card, added: card.gives.filter((group) => !before[at]?.includes(group)) };
    });
  }

  /** @throws {AppError} NOT_FOUND */
  async explain(name: string): Promise<DetectorExplanation> {
    const entry = this.#find(name);
    const { condition, groups } = entry.detector;
    const around = this.#surroundings(entry);
    return {
      condition: await condition.explain(around),
      groups: groups.map((template) => explainGroup(template, around)),
      card: this.#card(entry),
    };
  }

  #add(file: PackFile, pack: DetectorPack, before: ReadonlyMap<string, DetectorEntry>): void {
    try {
      const detector = compileDetector(file, this.#deps.evaluator.language);
      const entry = new DetectorEntry(detector, parameterScope(pack), this.#at());
      const known = before.get(detector.id);
      if (known !== undefined) entry.resume(known);
      this.#entries.set(detector.id, entry);
    } catch (error) {
      if (!AppError.is(error)) throw error;
      this.#deps.log.error('detector cannot be loaded', { reason: error.message });
    }
  }

  #find(name: string): DetectorEntry {
    return findDefinition(this.#entries, 'detector', name);
  }

  /** One run of a detector at a time; who asks meanwhile gets the one under way. */
  #run(id: string): Promise<void> {
    const underWay = this.#running.get(id);
    if (underWay !== undefined) return underWay;
    const run = this.#runOnce(id).finally(() => this.#running.delete(id));
    this.#running.set(id, run);
    return run;
  }

  async #runOnce(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry === undefined || this.#stopped) return;
    try {
      const detected = await evaluateDetector(entry.detector, this.#surroundings(entry));
      if (this.#entries.get(id) === entry && !this.#stopped) this.#take(entry, detected);
    } catch (error) {
      this.#deps.log.error('a detector failed', { detector: id, reason: messageOf(error) });
    }
  }

  #take(entry: DetectorEntry, detected: Detected): void {
    const { detector, giver } = entry;
    const before = entry.state;
    const reasonBefore = entry.reason;
    const states = [...detector.collectors].map(this.#deps.collectorState);
    // A rule may ask whether something is missing, and be false for that alone.
    const mayGiveMore = detected.isPartial || detected.state === 'not-matched';
    const isEarly = mayGiveMore && states.includes('pending');
    const isUnsettled =
      detected.state === 'error' ||
      (mayGiveMore && states.some((state) => UNSETTLED.includes(state)));
    const finding = { ...detected, isEarly, isUnsettled };
    const gives = entry.take(finding, this.#deps.groups.of(giver), this.#at());
    if (entry.state !== before && entry.state === 'error') {
      this.#deps.log.warn('a detector fails', { detector: detector.id, reason: entry.reason });
    }
    if (isEarly) this.#schedule.tryAgain(detector.id);
    this.#deps.groups.give(giver, gives);
    if (entry.state !== before || entry.reason !== reasonBefore) this.#deps.onChange();
  }

  #forgetGone(): void {
    const { groups } = this.#deps;
    for (const giver of groups.givers()) {
      const { source, detector } = giver;
      const isGone = detector !== '' && this.#entries.get(detector)?.giver.source !== source;
      if (isGone) groups.give(giver, []);
    }
  }

  #card(entry: DetectorEntry): DetectorCard {
    return entry.card(this.#deps.groups.of(entry.giver));
  }

  #surroundings({ parameters }: DetectorEntry) {
    return this.#deps.evaluator.surroundings({ parameters });
  }

  #at() {
    const { clock } = this.#deps;
    return { nowMs: clock.nowMs(), wallMs: clock.wallMs() };
  }
}
