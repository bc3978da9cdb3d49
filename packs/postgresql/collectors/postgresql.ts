import { defineCollector } from '@/agent/collectors/define-collector';
import { counter, fact, gauge, optional } from '@/agent/collectors/shape';
import { askPostgresql } from '../ask-postgresql';
import { postgresqlData, STATISTICS } from '../statistics';

/** Sources: the views pg_stat_*, pg_replication_slots and pg_database, on a new connection. */
export default defineCollector({
  name: 'postgresql',
  summary: 'What PostgreSQL tells of connections, transactions, locks, replication and archiving.',
  intervalMs: 10_000,
  shape: {
    available: gauge('count', 'Is 1 when the server answered, 0 when it should have and did not.'),
    problem: optional(fact('Why it did not answer.')),
    latency_ms: optional(gauge('ms', 'How long it took to log in and have the answer.')),
    version: optional(fact('The version.')),
    is_standby: optional(fact<boolean>('Whether it follows a primary.')),
    uptime: optional(counter('seconds', 'How long it has been running.')),
    max_connections: optional(gauge('count', 'Connections that it accepts at once.')),
    connections: optional(gauge('count', 'Connections of clients, that of the agent included.')),
    connections_percent: optional(gauge('percent', 'Share of max_connections in use.')),
    connections_active: optional(gauge('count', 'Connections that run a statement now.')),
    connections_idle_in_transaction: optional(
      gauge('count', 'Connections that hold a transaction open and do nothing.'),
    ),
    connections_waiting_for_lock: optional(gauge('count', 'Connections that wait for a lock.')),
    oldest_transaction_seconds: optional(
      gauge('seconds', 'How long the oldest transaction has been open.'),
    ),
    xid_age: optional(gauge('count', 'Transactions since the oldest row of any database.')),
    replicas: optional(gauge('count', 'Standbys that are connected.')),
    replica_lag_bytes: optional(gauge('bytes', 'How far the slowest of them is behind.')),
    slots_inactive: optional(gauge('count', 'Replication slots that nobody reads.')),
    slot_retained_bytes: optional(
      gauge('bytes', 'The most of the write-ahead log that a slot holds back on disk.'),
    ),
    standby_receiving: optional(gauge('count', 'Is 1 while a standby receives from its primary.')),
    standby_lag_seconds: optional(gauge('seconds', 'How far a standby is behind its primary.')),
    archive_failing: optional(
      gauge('count', 'Is 1 when the last try to archive a segment failed.'),
    ),
    'xact_commit/s': optional(gauge('per-second', 'Transactions committed.')),
    'xact_rollback/s': optional(gauge('per-second', 'Transactions rolled back.')),
    cache_hit_percent: optional(gauge('percent', 'Share of blocks found in its own memory.')),
    'tup_returned/s': optional(gauge('per-second', 'Rows that were read.')),
    'tup_fetched/s': optional(gauge('per-second', 'Rows that were found through an index.')),
    'tup_inserted/s': optional(gauge('per-second', 'Rows inserted.')),
    'tup_updated/s': optional(gauge('per-second', 'Rows updated.')),
    'tup_deleted/s': optional(gauge('per-second', 'Rows deleted.')),
    'deadlocks/s': optional(gauge('per-second', 'Deadlocks that it broke.')),
    'temp_bytes/s': optional(gauge('bytes/s', 'Bytes that statements wrote to temporary files.')),
    'conflicts/s': optional(gauge('per-second', 'Statements ended on a standby by its recovery.')),
  },
  collect(context) {
    return askPostgresql(context, STATISTICS, ([row = {}], latencyMs) => ({
      available: 1,
      latency_ms: latencyMs,
      ...postgresqlData(row, context.rate),
    }));
  },
});
