import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@/common/log';
import { systemClock } from '@/common/node/system-clock';
import { systemRandom } from '@/common/node/system-random';
import type { ReportSink } from '../collectors/report-sink';
import { CollectorRunner } from '../collectors/runner';
import { createSystemHost } from '../collectors/system-host';
import { unknownCollector } from '../collectors/unknown-collector';
import type { CollectorDetail } from '../local-api/local-api';
import { loadCollectors } from '../packs/collector-loader';
import { processMeter } from '../process-meter';
import type { CommandTools, CommonOptions } from './define-command';
import { readPacks } from './read-packs';

/** Rates need two runs. */
const BETWEEN_RUNS_MS = 1_000;

/**
 * Runs one collector in this process, with the machine's configuration and no agent.
 * @throws {AppError} NOT_FOUND with the name that was probably meant.
 */
export async function runCollectorHere(
  name: string,
  given: CommandTools & { readonly options: CommonOptions },
): Promise<CollectorDetail> {
  const collectors = await loadCollectors((await readPacks(given)).tree);
  const runner = new CollectorRunner({
    clock: systemClock,
    random: systemRandom(),
    host: createSystemHost(systemClock),
    sink: NOWHERE,
    log: SILENT,
    collectors,
    settings: {},
    cpuMs: processMeter().cpuMs,
  });
  const names = runner.state().map(({ collector }) => collector);
  if (!names.includes(name)) throw unknownCollector(name, names);
  const first = await runner.runNow(name);
  if (first.usesRates) {
    await sleep(BETWEEN_RUNS_MS);
    await runner.runNow(name);
  }
  return { ...runner.report(name), data: runner.tree(name) ?? null };
}

const nothing = () => undefined;
const NOWHERE: ReportSink = { samples: nothing, status: nothing, facts: nothing, event: nothing };
/** What a log would say is in the state that the command prints. */
const SILENT: Log = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  part: () => SILENT,
};
