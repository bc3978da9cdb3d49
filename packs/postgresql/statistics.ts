import type { CollectContext } from '@/agent/collectors/define-collector';
import { percentOf } from '@/agent/collectors/percent-of';

/**
 * All that is told, as one row of one statement. For PostgreSQL 10 and newer; what the role may not
 * see is null, and with pg_monitor it sees everything here.
 */
export const STATISTICS = `
WITH activity AS (
  SELECT * FROM pg_stat_activity WHERE backend_type = 'client backend'
), slots AS (
  SELECT active, pg_wal_lsn_diff(
    CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END,
    restart_lsn) AS retained
  FROM pg_replication_slots
), replicas AS (
  SELECT pg_wal_lsn_diff(
    CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END,
    replay_lsn) AS lag
  FROM pg_stat_replication
), totals AS (
  SELECT sum(xact_commit) AS xact_commit, sum(xact_rollback) AS xact_rollback,
    sum(blks_read) AS blks_read, sum(blks_hit) AS blks_hit,
    sum(tup_returned) AS tup_returned, sum(tup_fetched) AS tup_fetched,
    sum(tup_inserted) AS tup_inserted, sum(tup_updated) AS tup_updated,
    sum(tup_deleted) AS tup_deleted, sum(deadlocks) AS deadlocks,
    sum(temp_bytes) AS temp_bytes, sum(conflicts) AS conflicts
  FROM pg_stat_database
)
SELECT totals.*,
  current_setting('server_version') AS version,
  pg_is_in_recovery() AS is_standby,
  extract(epoch FROM now() - pg_postmaster_start_time()) AS uptime,
  current_setting('max_connections') AS max_connections,
  (SELECT count(*) FROM activity) AS connections,
  (SELECT count(*) FROM activity WHERE state = 'active') AS connections_active,
  (SELECT count(*) FROM activity WHERE state LIKE 'idle in transaction%') AS connections_idle_in_transaction,
  (SELECT count(*) FROM activity WHERE wait_event_type = 'Lock') AS connections_waiting_for_lock,
  (SELECT coalesce(max(extract(epoch FROM now() - xact_start)), 0) FROM activity) AS oldest_transaction_seconds,
  (SELECT max(age(datfrozenxid)) FROM pg_database) AS xid_age,
  (SELECT count(*) FROM replicas) AS replicas,
  (SELECT max(lag) FROM replicas) AS replica_lag_bytes,
  (SELECT count(*) FROM slots WHERE NOT active) AS slots_inactive,
  (SELECT max(retained) FROM slots) AS slot_retained_bytes,
  (SELECT count(*) FROM pg_stat_wal_receiver) AS wal_receivers,
  CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
    ELSE extract(epoch FROM now() - pg_last_xact_replay_timestamp()) END AS standby_lag_seconds,
  (SELECT CASE WHEN current_setting('archive_mode') = 'off' THEN NULL
    ELSE (last_failed_time IS NOT NULL AND (last_archived_time IS NULL OR last_failed_time > last_archived_time))::int
    END FROM pg_stat_archiver) AS archive_failing
FROM totals`;

const COUNTERS = [
  'xact_commit',
  'xact_rollback',
  'tup_returned',
  'tup_fetched',
  'tup_inserted',
  'tup_updated',
  'tup_deleted',
  'deadlocks',
  'temp_bytes',
  'conflicts',
] as const;

const GAUGES = [
  'uptime',
  'max_connections',
  'connections',
  'connections_active',
  'connections_idle_in_transaction',
  'connections_waiting_for_lock',
  'oldest_transaction_seconds',
  'xid_age',
  'replicas',
  'replica_lag_bytes',
  'slots_inactive',
  'slot_retained_bytes',
  'archive_failing',
] as const;

type Speeds = { readonly [Key in (typeof COUNTERS)[number] as `${Key}/s`]: number | undefined };
type Gauges = { readonly [Key in (typeof GAUGES)[number]]: number | undefined };

/** What the collector tells of the row; what is null is left out. */
export function postgresqlData(
  row: Readonly<Record<string, unknown>>,
  rate: CollectContext['rate'],
) {
  const speed = (key: string) => {
    const value = numberOf(row[key]);
    return value === undefined ? undefined : rate(key, value);
  };
  const [hits, reads] = [speed('blks_hit'), speed('blks_read')];
  const blocks = hits === undefined || reads === undefined ? undefined : hits + reads;
  const gauges = Object.fromEntries(GAUGES.map((key) => [key, numberOf(row[key])])) as Gauges;
  const speeds = Object.fromEntries(COUNTERS.map((key) => [`${key}/s`, speed(key)])) as Speeds;
  return {
    version: String(row.version).split(' ', 1)[0],
    is_standby: row.is_standby === true,
    ...gauges,
    ...speeds,
    connections_percent: percentOf(gauges.connections, gauges.max_connections),
    cache_hit_percent: percentOf(hits, blocks),
    ...standbyData(row),
  };
}

function standbyData(row: Readonly<Record<string, unknown>>) {
  if (row.is_standby !== true) return {};
  return {
    standby_receiving: Number((numberOf(row.wal_receivers) ?? 0) > 0),
    standby_lag_seconds: numberOf(row.standby_lag_seconds),
  };
}

/** Large numbers come as texts. */
function numberOf(value: unknown): number | undefined {
  const number = value === null || value === undefined ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : undefined;
}
