import { join } from 'node:path';
import type { Clock } from '@/common/clock';
import type { CheckHistoryEntry, CheckReport } from '@/common/domain/check-report';
import type { CollectorState } from '@/common/domain/collector';
import type { GroupChange } from '@/common/domain/detection';
import type { Log } from '@/common/log';
import type { Random } from '@/common/random';
import { CheckRunner } from './checks/check-runner';
import { CheckStore } from './checks/check-store';
import type { MonitoringSink, ReportSink } from './collectors/report-sink';
import { Detection } from './detection/detection';
import type { NodeGroups } from './detection/node-groups';
import type { Evaluator } from './expression/evaluator';
import type { Pack } from './packs/pack-tree';
import { Roles } from './roles/roles';

export interface MonitoringDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly evaluator: Evaluator;
  readonly groups: NodeGroups;
  readonly sink: Pick<ReportSink & MonitoringSink, 'samples' | 'checkEvents'>;
  /** `undefined` for a collector that is not there. */
  readonly collectorState: (name: string) => CollectorState | undefined;
  readonly dataDirectory: string;
  /** `PATH` of the programs that checks run. */
  readonly searchPath: string;
  readonly told: MonitoringListener;
}

/** Whoever tells others of it; nothing of it throws. */
export interface MonitoringListener {
  /** A check has run, was found silent, or is not for this machine. @param events without attempts */
  checkChanged(report: CheckReport, events: readonly CheckHistoryEntry[]): void;
  groupChanged(change: GroupChange): void;
  /** One of these stands otherwise than before. */
  changed(kind: 'detector' | 'role'): void;
}

/** What is made of the data of collectors: groups of the node, states of its checks, health of its roles. */
export class Monitoring {
  readonly checks: CheckRunner;
  readonly detection: Detection;
  readonly roles: Roles;
  readonly #groups: NodeGroups;

  constructor(deps: MonitoringDeps) {
    const { clock, random, log, evaluator, groups, told } = deps;
    const ofChecks = log.part('checks');
    this.#groups = groups;
    this.checks = new CheckRunner({
      clock,
      random,
      log: ofChecks,
      evaluator,
      groups: () => groups.names(),
      sink: deps.sink,
      store: new CheckStore(join(deps.dataDirectory, 'checks.json'), ofChecks),
      searchPath: deps.searchPath,
      onChange: (report, events) => {
        told.checkChanged(report, events);
        if (events.length > 0) this.roles.look();
      },
      onEnd: (events) => deps.sink.checkEvents(events),
    });
    this.detection = new Detection({
      clock,
      random,
      log: log.part('detection'),
      evaluator,
      groups,
      collectorState: deps.collectorState,
      onChange: () => told.changed('detector'),
    });
    this.roles = new Roles({
      clock,
      log: log.part('roles'),
      evaluator,
      groups: () => groups.names(),
      checks: () => this.checks.reports(),
      onChange: () => told.changed('role'),
    });
    this.detection.onGroupChange((change) => {
      told.groupChanged(change);
      this.checks.groupsChanged();
      this.roles.look();
    });
  }

  /** What these packs define, and nothing else. */
  load(packs: readonly Pack[]): void {
    this.detection.load(packs);
    this.checks.load(packs);
    this.roles.load(packs);
  }

  start(): void {
    this.checks.start();
  }

  /** Writes down what shall outlive the agent. */
  stop(): void {
    this.detection.stop();
    this.roles.stop();
    this.checks.stop();
    this.#groups.stop();
  }

  /** A collector has fresh data, or none any more. */
  collectorRan(name: string): void {
    this.detection.collectorRan(name);
    this.checks.collectorRan(name);
  }
}
