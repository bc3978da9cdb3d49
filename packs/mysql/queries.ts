import type { Session } from './session';

/** What is known of a server at one moment, by the server's own names in lower case. */
export interface Readings {
  readonly status: ReadonlyMap<string, string>;
  readonly variables: ReadonlyMap<string, string>;
  /** One for each source that it replicates from; `undefined` when the user may not see that. */
  readonly replicas: readonly Readonly<Record<string, unknown>>[] | undefined;
}

/** Values of these grow until the server restarts; told as speeds. */
export const COUNTERS = [
  'questions',
  'com_select',
  'com_insert',
  'com_update',
  'com_delete',
  'com_commit',
  'com_rollback',
  'connections',
  'aborted_connects',
  'aborted_clients',
  'connection_errors_max_connections',
  'slow_queries',
  'created_tmp_tables',
  'created_tmp_disk_tables',
  'table_locks_waited',
  'select_full_join',
  'innodb_row_lock_waits',
  'innodb_buffer_pool_read_requests',
  'innodb_buffer_pool_reads',
  'bytes_received',
  'bytes_sent',
] as const;

export const GAUGES = [
  'uptime',
  'threads_connected',
  'threads_running',
  'max_used_connections',
  'open_files',
  'open_tables',
  'innodb_buffer_pool_bytes_data',
  'innodb_buffer_pool_bytes_dirty',
  'innodb_row_lock_current_waits',
  'innodb_history_list_length',
] as const;

const STATUS = [...COUNTERS, ...GAUGES, 'wsrep_ready', 'wsrep_cluster_size'];
const VARIABLES = ['version', 'max_connections', 'read_only', 'innodb_buffer_pool_size'];

export async function takeReadings(session: Session): Promise<Readings> {
  const variables = await session.pairs(`SHOW GLOBAL VARIABLES WHERE ${among(VARIABLES)}`);
  const status = await session.pairs(`SHOW GLOBAL STATUS WHERE ${among(STATUS)}`);
  const replicas = await replicaRows(session, variables.get('version') ?? '');
  return { variables, status, replicas };
}

async function replicaRows(session: Session, version: string) {
  try {
    return await session.rows(replicaQuery(version));
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

/** To see replication takes a privilege of its own. */
function isRefusal(error: unknown): boolean {
  return /ACCESS_DENIED/.test(String(Object(error).code));
}

/** The word changed in MariaDB 10.5.1 and in MySQL 8.0.22, which gave the old one up in 8.4. */
export function replicaQuery(version: string): string {
  const [major = 0, minor = 0, patch = 0] = version.split(/[.-]/).map(Number);
  const number = major * 1_000_000 + minor * 1_000 + patch;
  if (/mariadb/i.test(version)) {
    return number >= 10_005_001 ? 'SHOW ALL REPLICAS STATUS' : 'SHOW ALL SLAVES STATUS';
  }
  return number >= 8_000_022 ? 'SHOW REPLICA STATUS' : 'SHOW SLAVE STATUS';
}

function among(names: readonly string[]): string {
  return `Variable_name IN (${names.map((name) => `'${name}'`).join(', ')})`;
}
