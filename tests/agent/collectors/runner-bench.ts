import type { CollectContext, Collector, Outcome } from '@/agent/collectors/define-collector';
import type { PackedCollector } from '@/agent/collectors/packed-collector';
import type { ReportSink, Sample } from '@/agent/collectors/report-sink';
import { CollectorRunner, type CollectorRunnerDeps } from '@/agent/collectors/runner';
import { gauge, group, type Spec } from '@/agent/collectors/shape';
import type { CollectorStatus } from '@/common/domain/collector';
import type { FactValue } from '@/common/domain/fact';
import type { AgentEvent } from '@/common/domain/timeline';
import type { Log } from '@/common/log';
import { seededRandom } from '@/common/random';
import { parametersOf } from '../../support/collector-parameters';
import { FakeClock } from '../../support/fake-clock';
import { hostWith } from '../../support/recorded-host';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;

/** Everything that a runner told, in order. */
class Told implements ReportSink {
  readonly batches: { readonly atMs: number; readonly samples: readonly Sample[] }[] = [];
  readonly statuses: CollectorStatus[] = [];
  readonly factsOf: [string, FactValue][] = [];
  readonly events: AgentEvent[] = [];

  samples(atMs: number, samples: readonly Sample[]): void {
    this.batches.push({ atMs, samples });
  }
  status(status: CollectorStatus): void {
    this.statuses.push(status);
  }
  facts(collector: string, facts: FactValue): void {
    this.factsOf.push([collector, facts]);
  }
  event(event: AgentEvent): void {
    this.events.push(event);
  }
  /** The values of one series, in order. */
  values(path: string): number[] {
    return this.batches
      .flatMap(({ samples }) => samples)
      .filter(({ series }) => series.path === path)
      .map(({ value }) => value);
  }
}

const quiet = () => undefined;
export const silentLog: Log = {
  debug: quiet,
  info: quiet,
  warn: quiet,
  error: quiet,
  part: () => silentLog,
};

type Behaviour = (context: CollectContext) => Promise<Outcome<unknown>> | Outcome<unknown>;

/** A collector that does as it is told and counts when it was called. */
export function fake(
  name: string,
  behaviour: Behaviour,
  options: Partial<Collector> & { shape?: Spec } = {},
): PackedCollector {
  const collector: Collector = {
    name,
    summary: `What ${name} does.`,
    intervalMs: 10 * SECOND,
    shape: group({ value: gauge('count', 'Some number.') }),
    collect: async (context) => behaviour(context),
    ...options,
  };
  const place = {
    path: `/packs/test/collectors/${name}.ts`,
    level: 'core',
    fingerprint: '1',
  } as const;
  return { kind: 'ready', pack: 'test', collector, parameters: parametersOf({}), ...place };
}

export const good = (value = 1): Outcome<unknown> => ({ kind: 'data', data: { value } });

/** A runner under a clock that tests move. */
export function bench(
  collectors: readonly PackedCollector[],
  options: Partial<CollectorRunnerDeps> & { seed?: number } = {},
) {
  const clock = new FakeClock();
  const told = new Told();
  const runner = new CollectorRunner({
    clock,
    random: seededRandom(options.seed ?? 7),
    host: hostWith({}),
    sink: told,
    log: silentLog,
    collectors,
    settings: {},
    cpuMs: () => 0,
    ...options,
  });
  return { clock, told, runner };
}
