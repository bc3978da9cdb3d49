import type { CollectContext } from '@/agent/collectors/define-collector';
import { percentOf } from '@/agent/collectors/percent-of';
import { fieldsOf, type Info, numberIn } from './protocol/info';

interface Moment {
  readonly rate: CollectContext['rate'];
  readonly wallMs: number;
}

/** What the collector tells of an INFO; what this version of Redis does not know is left out. */
export function infoData(info: Info, moment: Moment) {
  const number = (key: string) => numberIn(info, key);
  return {
    version: info.get('valkey_version') ?? info.get('redis_version'),
    role: info.get('role'),
    mode: info.get('redis_mode') ?? info.get('server_mode'),
    uptime_in_seconds: number('uptime_in_seconds'),
    loading: number('loading'),
    connected_clients: number('connected_clients'),
    blocked_clients: number('blocked_clients'),
    maxclients: number('maxclients'),
    clients_percent: percentOf(number('connected_clients'), number('maxclients')),
    ...memoryData(info),
    ...keyData(info),
    ...rateData(info, moment),
    ...diskData(info, moment),
    ...replicationData(info),
  };
}

function memoryData(info: Info) {
  const number = (key: string) => numberIn(info, key);
  return {
    maxmemory_policy: info.get('maxmemory_policy'),
    used_memory: number('used_memory'),
    used_memory_rss: number('used_memory_rss'),
    used_memory_peak: number('used_memory_peak'),
    maxmemory: number('maxmemory'),
    memory_percent: percentOf(number('used_memory'), number('maxmemory')),
    mem_fragmentation_ratio: number('mem_fragmentation_ratio'),
    total_system_memory: number('total_system_memory'),
  };
}

function keyData(info: Info) {
  const databases = [...info]
    .filter(([key]) => /^db\d+$/.test(key))
    .map(([key, text]) => [key, fieldsOf(text)] as const);
  const sum = (field: string) =>
    databases.reduce((total, [, fields]) => total + Number(fields.get(field) ?? 0), 0);
  return {
    keys: sum('keys'),
    expires: sum('expires'),
    databases: Object.fromEntries(
      databases.map(([key, fields]) => [key, { keys: Number(fields.get('keys') ?? 0) }]),
    ),
  };
}

const RATES = [
  'total_commands_processed',
  'total_connections_received',
  'rejected_connections',
  'total_error_replies',
  'expired_keys',
  'evicted_keys',
  'keyspace_hits',
  'keyspace_misses',
  'total_net_input_bytes',
  'total_net_output_bytes',
] as const;

function rateData(info: Info, { rate }: Moment) {
  const speedOf = (key: string) => {
    const value = numberIn(info, key);
    return value === undefined ? undefined : rate(key, value);
  };
  const speeds = Object.fromEntries(RATES.map((key) => [`${key}/s`, speedOf(key)])) as {
    readonly [Key in (typeof RATES)[number] as `${Key}/s`]: number | undefined;
  };
  const { 'keyspace_hits/s': hits, 'keyspace_misses/s': misses } = speeds;
  const asked = hits === undefined || misses === undefined ? undefined : hits + misses;
  const cpuSeconds = (numberIn(info, 'used_cpu_sys') ?? 0) + (numberIn(info, 'used_cpu_user') ?? 0);
  const cpu = rate('cpu', cpuSeconds);
  return {
    ...speeds,
    hit_percent: percentOf(hits, asked),
    cpu_percent: cpu === undefined ? undefined : cpu * 100,
  };
}

function diskData(info: Info, { wallMs }: Moment) {
  const savedSeconds = numberIn(info, 'rdb_last_save_time');
  const last = ['rdb_last_bgsave_status', 'aof_last_write_status', 'aof_last_bgrewrite_status'];
  const statuses = last.flatMap((key) => info.get(key) ?? []);
  return {
    rdb_changes_since_last_save: numberIn(info, 'rdb_changes_since_last_save'),
    rdb_last_save_age_seconds:
      savedSeconds === undefined ? undefined : Math.max(0, wallMs / 1_000 - savedSeconds),
    persistence_ok: statuses.length === 0 ? undefined : Number(!statuses.includes('err')),
  };
}

function replicationData(info: Info) {
  const offset = numberIn(info, 'master_repl_offset');
  const replicas = [...info].filter(([key]) => /^slave\d+$/.test(key));
  const behind = replicas.flatMap(([, text]) => {
    const seen = Number(fieldsOf(text).get('offset') ?? Number.NaN);
    return offset === undefined || Number.isNaN(seen) ? [] : [Math.max(0, offset - seen)];
  });
  const link = info.get('master_link_status');
  const host = info.get('master_host');
  // While the link is down this is -1.
  const silentSeconds = numberIn(info, 'master_last_io_seconds_ago') ?? -1;
  return {
    connected_slaves: numberIn(info, 'connected_slaves'),
    replica_lag_bytes: behind.length === 0 ? undefined : Math.max(...behind),
    master: host === undefined ? undefined : `${host}:${info.get('master_port')}`,
    master_link_up: link === undefined ? undefined : Number(link === 'up'),
    master_last_io_seconds_ago: silentSeconds < 0 ? undefined : silentSeconds,
  };
}
