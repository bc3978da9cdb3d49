import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { HealthService } from './health-service';

interface Exposed {
  readonly name: string;
  readonly help: string;
  readonly value: (health: ReturnType<HealthService['server']>) => number;
}

const EXPOSED: readonly Exposed[] = [
  {
    name: 'opsbro_server_ready',
    help: 'Whether the server is able to do its work.',
    value: ({ state }) => (state === 'failing' ? 0 : 1),
  },
  {
    name: 'opsbro_agents_connected',
    help: 'Agents with an open session.',
    value: ({ ingest }) => ingest.agentsConnected,
  },
  {
    name: 'opsbro_pages_connected',
    help: 'Browser pages with an open socket.',
    value: ({ ingest }) => ingest.pagesConnected,
  },
  {
    name: 'opsbro_reports_total',
    help: 'Reports committed since the start.',
    value: ({ ingest }) => ingest.reports,
  },
  {
    name: 'opsbro_reports_repeated_total',
    help: 'Reports that were here already.',
    value: ({ ingest }) => ingest.repeatedReports,
  },
  {
    name: 'opsbro_samples_total',
    help: 'Samples committed since the start.',
    value: ({ ingest }) => ingest.samples,
  },
  {
    name: 'opsbro_samples_refused_total',
    help: 'Samples that were not kept as they came.',
    value: ({ ingest }) => ingest.refusedSamples,
  },
  {
    name: 'opsbro_commit_seconds_median',
    help: 'Time from receipt to acknowledgement of the last reports, median.',
    value: ({ ingest }) => ingest.commitMsMedian / 1_000,
  },
  {
    name: 'opsbro_series_open',
    help: 'Series with samples in memory.',
    value: ({ store }) => store.series,
  },
  {
    name: 'opsbro_journal_bytes',
    help: 'Size of the journal of samples.',
    value: ({ store }) => store.journalBytes,
  },
  {
    name: 'opsbro_database_bytes',
    help: 'Size of the database on disk; 0 when it is not known.',
    value: ({ database }) => database.sizeBytes ?? 0,
  },
  {
    name: 'opsbro_database_restarts_total',
    help: 'Times that the embedded database had to be restarted.',
    value: ({ database }) => database.restarts,
  },
  {
    name: 'opsbro_disk_full',
    help: 'Whether ingest is refused for want of disk space.',
    value: ({ database }) => (database.full ? 1 : 0),
  },
];

/**
 * The server's own metrics for Prometheus.
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function createExposition(health: HealthService) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  let now = health.server();
  for (const { name, help, value } of EXPOSED) {
    const registers = [registry];
    if (name.endsWith('_total')) {
      new Counter({
        name,
        help,
        registers,
        collect() {
          this.reset();
          this.inc(value(now));
        },
      });
    } else {
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(value(now));
        },
      });
    }
  }

  return {
    contentType: registry.contentType,
    text(): Promise<string> {
      now = health.server();
      return registry.metrics();
    },
  };
}
