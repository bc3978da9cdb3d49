import { isIP } from 'node:net';
import {
  type CollectorParameters,
  defineCollector,
  type MissingConfiguration,
  missingConfiguration,
} from '@/agent/collectors/define-collector';
import type { Host } from '@/agent/collectors/host';
import {
  addressText,
  isThisMachine,
  type ServiceAddress,
} from '@/agent/collectors/network/service-address';
import { askService } from '@/agent/collectors/service/ask-service';
import { ServiceWatch } from '@/agent/collectors/service/service-signs';
import { setParameterFix, setSecretFix } from '@/agent/collectors/service/set-parameter-fix';
import { tlsTrustOf } from '@/agent/collectors/service/tls-trust';
import { counter, fact, gauge, optional } from '@/agent/collectors/shape';
import { mysqlData } from '../mysql-data';
import { takeReadings } from '../queries';
import { Refusal, type SessionOptions, withSession } from '../session';

/** Sources: SHOW GLOBAL STATUS, SHOW GLOBAL VARIABLES and SHOW REPLICA STATUS, on a new connection. */
export default defineCollector({
  name: 'mysql',
  summary: 'What MariaDB or MySQL tells of its connections, queries, InnoDB and replication.',
  intervalMs: 10_000,
  shape: {
    available: gauge('count', 'Is 1 when the server answered, 0 when it should have and did not.'),
    problem: optional(fact('Why it did not answer.')),
    latency_ms: optional(gauge('ms', 'How long it took to log in and have the answers.')),
    product: optional(fact('MariaDB or MySQL.')),
    version: optional(fact('The version.')),
    read_only: optional(fact<boolean>('Whether it refuses changes, as a replica may.')),
    uptime: optional(counter('seconds', 'How long it has been running.')),
    max_connections: optional(gauge('count', 'Connections that it accepts at once.')),
    threads_connected: optional(gauge('count', 'Connections that are open.')),
    threads_running: optional(gauge('count', 'Connections that work on something now.')),
    max_used_connections: optional(gauge('count', 'The most connections that were open at once.')),
    connections_percent: optional(gauge('percent', 'Share of max_connections that is open.')),
    open_files: optional(gauge('count', 'Files that are open.')),
    open_tables: optional(gauge('count', 'Tables that are open.')),
    innodb_buffer_pool_size: optional(gauge('bytes', 'Memory for data of InnoDB.')),
    innodb_buffer_pool_bytes_data: optional(gauge('bytes', 'Part of it that holds data.')),
    innodb_buffer_pool_bytes_dirty: optional(gauge('bytes', 'Part of it not yet on disk.')),
    innodb_row_lock_current_waits: optional(gauge('count', 'Row locks that are waited for now.')),
    innodb_history_list_length: optional(
      gauge('count', 'Changes kept for open transactions; grows behind one that is forgotten.'),
    ),
    buffer_pool_hit_percent: optional(gauge('percent', 'Share of reads found in memory.')),
    'questions/s': optional(gauge('per-second', 'Statements of clients.')),
    'com_select/s': optional(gauge('per-second', 'SELECT statements.')),
    'com_insert/s': optional(gauge('per-second', 'INSERT statements.')),
    'com_update/s': optional(gauge('per-second', 'UPDATE statements.')),
    'com_delete/s': optional(gauge('per-second', 'DELETE statements.')),
    'com_commit/s': optional(gauge('per-second', 'COMMIT statements.')),
    'com_rollback/s': optional(gauge('per-second', 'ROLLBACK statements.')),
    'connections/s': optional(gauge('per-second', 'Connections, successful or not.')),
    'aborted_connects/s': optional(gauge('per-second', 'Connections that failed.')),
    'aborted_clients/s': optional(gauge('per-second', 'Clients that were gone without a word.')),
    'connection_errors_max_connections/s': optional(
      gauge('per-second', 'Clients refused because max_connections was reached.'),
    ),
    'slow_queries/s': optional(gauge('per-second', 'Statements longer than long_query_time.')),
    'created_tmp_tables/s': optional(gauge('per-second', 'Temporary tables for statements.')),
    'created_tmp_disk_tables/s': optional(gauge('per-second', 'Temporary tables on disk.')),
    'table_locks_waited/s': optional(gauge('per-second', 'Table locks that had to be waited for.')),
    'select_full_join/s': optional(gauge('per-second', 'Joins that read whole tables.')),
    'innodb_row_lock_waits/s': optional(
      gauge('per-second', 'Row locks that had to be waited for.'),
    ),
    'innodb_buffer_pool_read_requests/s': optional(gauge('per-second', 'Reads of InnoDB pages.')),
    'innodb_buffer_pool_reads/s': optional(gauge('per-second', 'Reads that had to go to disk.')),
    'bytes_received/s': optional(gauge('bytes/s', 'Bytes from clients.')),
    'bytes_sent/s': optional(gauge('bytes/s', 'Bytes to clients.')),
    wsrep_cluster_size: optional(gauge('count', 'Members of its Galera cluster.')),
    wsrep_ready: optional(gauge('count', 'Is 1 while it takes queries as one of a cluster.')),
    source: optional(fact('Of a replica: host and port of its primary, of several the first.')),
    replica_running: optional(gauge('count', 'Is 1 while it receives and applies changes.')),
    replica_problem: optional(fact('The last errors of replication.')),
    seconds_behind_master: optional(
      gauge('seconds', 'How far it is behind, of several the worst.'),
    ),
  },
  collect({ host, parameters, rate, signal }) {
    const address = addressOf(host, parameters);
    return askService(
      { host, parameters, signal },
      {
        watch,
        address,
        permissionFix: 'Let the user of the agent use that socket.',
        async ask(limit) {
          const begunMs = host.nowMs();
          const options = sessionOptions(host, parameters, address);
          const { ssl, host: name = '' } = options.connection;
          if (ssl !== undefined && isIP(name) !== 0) return unproven(options.where);
          try {
            const readings = await withSession({ ...options, signal: limit }, takeReadings);
            const latencyMs = host.nowMs() - begunMs;
            const data = mysqlData(readings, rate);
            return { kind: 'data', data: { available: 1, latency_ms: latencyMs, ...data } };
          } catch (error) {
            if (error instanceof Refusal) return refused(error, parameters);
            throw error;
          }
        },
      },
    );
  },
});

const watch = new ServiceWatch({
  name: 'MariaDB or MySQL',
  programs: ['mariadbd', 'mysqld'],
  services: ['mariadb', 'mysql', 'mysqld'],
});

function addressOf(host: Host, parameters: CollectorParameters): ServiceAddress {
  const address = { host: parameters.text('host'), port: parameters.whole('port') };
  const path = parameters.text('socket');
  return path !== '' && isThisMachine(address.host) && host.exists(path) ? { path } : address;
}

function sessionOptions(
  host: Host,
  parameters: CollectorParameters,
  address: ServiceAddress,
): Omit<SessionOptions, 'signal'> {
  const login = { user: parameters.text('user'), password: parameters.text('password') };
  const where = addressText(address);
  if ('path' in address) return { where, connection: { ...login, socketPath: address.path } };
  const { host: name, port } = address;
  const connection = { ...login, host: name, port };
  const ssl = tlsTrustOf(host, parameters);
  return { where, connection: ssl === undefined ? connection : { ...connection, ssl } };
}

/** The library compares names alone: whoever has a certificate for localhost could be any address. */
function unproven(where: string): MissingConfiguration {
  return missingConfiguration(
    `over TLS a server is known by the name in its certificate, and ${where} is none`,
    setParameterFix('mysql', 'host', 'db.example.org'),
  );
}

function refused({ message }: Refusal, parameters: CollectorParameters): MissingConfiguration {
  const fix =
    parameters.text('password') === ''
      ? `The user ${parameters.text('user')} needs a password, or has to be let in through the socket as Debian does. ${setSecretFix('mysql', 'password')}`
      : `The password or the user is wrong. ${setSecretFix('mysql', 'password')}`;
  return missingConfiguration(`the server refuses the agent: ${message.slice(0, 300)}`, fix);
}
