import type { CollectContext } from '@/agent/collectors/define-collector';
import { percentOf } from '@/agent/collectors/percent-of';
import { COUNTERS, GAUGES, type Readings } from './queries';

type Speeds = { readonly [Key in (typeof COUNTERS)[number] as `${Key}/s`]: number | undefined };
type Gauges = { readonly [Key in (typeof GAUGES)[number]]: number | undefined };

/** What the collector tells of the readings; what this server does not know is left out. */
export function mysqlData({ status, variables, replicas }: Readings, rate: CollectContext['rate']) {
  const number = (key: string) => numberOf(status.get(key) ?? variables.get(key));
  const speed = (key: string) => {
    const value = number(key);
    return value === undefined ? undefined : rate(key, value);
  };
  const speeds = Object.fromEntries(COUNTERS.map((key) => [`${key}/s`, speed(key)])) as Speeds;
  const gauges = Object.fromEntries(GAUGES.map((key) => [key, number(key)])) as Gauges;
  const version = variables.get('version') ?? '';
  const asked = speeds['innodb_buffer_pool_read_requests/s'];
  const fromDisk = speeds['innodb_buffer_pool_reads/s'];
  return {
    product: /mariadb/i.test(version) ? 'MariaDB' : 'MySQL',
    version: version.split('-', 1)[0],
    read_only: variables.get('read_only') === 'ON',
    max_connections: number('max_connections'),
    innodb_buffer_pool_size: number('innodb_buffer_pool_size'),
    ...gauges,
    ...speeds,
    connections_percent: percentOf(number('threads_connected'), number('max_connections')),
    buffer_pool_hit_percent:
      asked === undefined || fromDisk === undefined
        ? undefined
        : percentOf(Math.max(0, asked - fromDisk), asked),
    ...galeraData(status),
    ...replicaData(replicas ?? []),
  };
}

/** A server without a cluster tells a cluster of none. */
function galeraData(status: Readings['status']) {
  const size = numberOf(status.get('wsrep_cluster_size'));
  if (size === undefined || size === 0) return {};
  return { wsrep_cluster_size: size, wsrep_ready: Number(status.get('wsrep_ready') === 'ON') };
}

/** Of all its sources the worst. */
function replicaData(replicas: Readonly<Readings['replicas'] & object>) {
  if (replicas.length === 0) return {};
  const [first = {}] = replicas;
  const field = (row: object, name: string) => fieldOf(row, name);
  const lags = replicas.map((row) => numberOf(field(row, 'seconds_behind_source')));
  const known = lags.filter((lag) => lag !== undefined);
  const isRunning = (row: object) =>
    field(row, 'replica_io_running') === 'Yes' && field(row, 'replica_sql_running') === 'Yes';
  const problems = replicas.flatMap((row) =>
    ['last_io_error', 'last_sql_error'].flatMap((name) => field(row, name) || []),
  );
  return {
    source: `${field(first, 'source_host')}:${field(first, 'source_port')}`,
    replica_running: Number(replicas.every(isRunning)),
    replica_problem: problems.length === 0 ? undefined : problems.join('; ').slice(0, 500),
    seconds_behind_master: known.length === 0 ? undefined : Math.max(...known),
  };
}

/** By its name of today: older servers say slave and master. */
function fieldOf(row: object, name: string): string | undefined {
  const old = name.replace('replica', 'slave').replace('source', 'master');
  const entry = Object.entries(row).find(([key]) => [name, old].includes(key.toLowerCase()));
  const value: unknown = entry?.[1];
  return value === null || value === undefined ? undefined : String(value);
}

function numberOf(text: string | undefined): number | undefined {
  const value = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}
