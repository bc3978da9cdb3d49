import {
  type CollectorParameters,
  defineCollector,
  type MissingConfiguration,
  missingConfiguration,
} from '@/agent/collectors/define-collector';
import type { Host } from '@/agent/collectors/host';
import { exchange } from '@/agent/collectors/network/exchange';
import type { ServiceAddress } from '@/agent/collectors/network/service-address';
import { askService } from '@/agent/collectors/service/ask-service';
import { ServiceWatch } from '@/agent/collectors/service/service-signs';
import { setParameterFix, setSecretFix } from '@/agent/collectors/service/set-parameter-fix';
import { tlsTrustOf } from '@/agent/collectors/service/tls-trust';
import { counter, each, fact, gauge, group, optional } from '@/agent/collectors/shape';
import { infoData } from '../info-data';
import { parseInfo } from '../protocol/info';
import { commandText, parseReplies, type Reply } from '../protocol/resp';

/**
 * Source: the command INFO, asked once a run on a connection of its own. Redis' protocol for one
 * command is a few lines; its client library would cost the agent ten megabytes.
 */
export default defineCollector({
  name: 'redis',
  summary:
    'What Redis or Valkey tells of its memory, clients, commands, replication and persistence.',
  intervalMs: 10_000,
  shape: {
    available: gauge('count', 'Is 1 when Redis answered, 0 when it should have and did not.'),
    problem: optional(fact('Why it did not answer.')),
    latency_ms: optional(gauge('ms', 'How long it took to connect and have the answer.')),
    version: optional(fact('The version.')),
    role: optional(fact('Whether it is a master or a slave, in the words of Redis.')),
    mode: optional(fact('Whether it is standalone, a sentinel, or part of a cluster.')),
    maxmemory_policy: optional(fact('What it does when maxmemory is reached.')),
    master: optional(fact('Of a replica: host and port of its primary.')),
    uptime_in_seconds: optional(counter('seconds', 'How long it has been running.')),
    connected_clients: optional(
      gauge('count', 'Clients that are connected, replicas not counted.'),
    ),
    blocked_clients: optional(gauge('count', 'Clients that wait for data, such as in BLPOP.')),
    maxclients: optional(gauge('count', 'Clients that it lets in at once.')),
    clients_percent: optional(gauge('percent', 'Share of maxclients that is connected.')),
    used_memory: optional(gauge('bytes', 'Memory that it has allocated.')),
    used_memory_rss: optional(gauge('bytes', 'Memory that it takes from the machine.')),
    used_memory_peak: optional(gauge('bytes', 'The most memory that it has had allocated.')),
    maxmemory: optional(gauge('bytes', 'What it may use for data; 0 for no limit of its own.')),
    memory_percent: optional(gauge('percent', 'Share of maxmemory in use, where there is one.')),
    mem_fragmentation_ratio: optional(
      gauge('ratio', 'Memory taken from the machine for each byte in use.'),
    ),
    total_system_memory: optional(gauge('bytes', 'Memory of the machine.')),
    keys: optional(gauge('count', 'Keys of all databases.')),
    expires: optional(gauge('count', 'Keys that have a time to live.')),
    databases: optional(each('database', group({ keys: gauge('count', 'Keys of the database.') }))),
    'total_commands_processed/s': optional(gauge('per-second', 'Commands run.')),
    'total_connections_received/s': optional(gauge('per-second', 'Connections accepted.')),
    'rejected_connections/s': optional(
      gauge('per-second', 'Connections refused because of maxclients.'),
    ),
    'total_error_replies/s': optional(gauge('per-second', 'Commands answered with an error.')),
    'expired_keys/s': optional(gauge('per-second', 'Keys removed at the end of their time.')),
    'evicted_keys/s': optional(gauge('per-second', 'Keys removed to stay below maxmemory.')),
    'keyspace_hits/s': optional(gauge('per-second', 'Keys that were asked for and found.')),
    'keyspace_misses/s': optional(gauge('per-second', 'Keys that were asked for and not there.')),
    hit_percent: optional(gauge('percent', 'Share of keys asked for that were found.')),
    'total_net_input_bytes/s': optional(gauge('bytes/s', 'Bytes that it was sent.')),
    'total_net_output_bytes/s': optional(gauge('bytes/s', 'Bytes that it has sent.')),
    cpu_percent: optional(gauge('percent', 'Processor time used, of one processor.')),
    loading: optional(gauge('count', 'Is 1 while it reads its data from disk after a start.')),
    rdb_changes_since_last_save: optional(
      gauge('count', 'Changes that a crash would lose if only snapshots are kept.'),
    ),
    rdb_last_save_age_seconds: optional(gauge('seconds', 'How old the last snapshot is.')),
    persistence_ok: optional(
      gauge('count', 'Is 0 when the last snapshot or writing of the log failed, else 1.'),
    ),
    connected_slaves: optional(gauge('count', 'Replicas that are connected to it.')),
    replica_lag_bytes: optional(gauge('bytes', 'How far its slowest replica is behind.')),
    master_link_up: optional(
      gauge('count', 'Of a replica: 1 while it is connected to its primary.'),
    ),
    master_last_io_seconds_ago: optional(
      gauge('seconds', 'Of a replica: how long it has heard nothing of its primary.'),
    ),
  },
  collect({ host, parameters, rate, signal }) {
    const address = addressOf(host, parameters);
    const login = loginOf(parameters);
    return askService(
      { host, parameters, signal },
      {
        watch,
        address,
        permissionFix: 'Let the user of the agent use that socket: add it to the group redis.',
        async ask(limit) {
          const begunMs = host.nowMs();
          const request = `${login}${commandText('INFO')}`;
          const wanted = login === '' ? 1 : 2;
          const isWhole = (answer: Buffer) => isEnd(parseReplies(answer), wanted);
          const answer = await exchange({ to: address, request, isWhole, signal: limit });
          const reply = parseReplies(answer).at(-1);
          if (reply === undefined || 'refusal' in reply) {
            return refused(parseReplies(answer), login !== '');
          }
          const latencyMs = host.nowMs() - begunMs;
          const data = infoData(parseInfo(reply.text), { rate, wallMs: host.wallMs() });
          return { kind: 'data', data: { available: 1, latency_ms: latencyMs, ...data } };
        },
      },
    );
  },
});

const watch = new ServiceWatch({
  name: 'Redis',
  programs: ['redis-server', 'valkey-server'],
  services: ['redis-server', 'redis', 'valkey-server', 'valkey'],
});

function addressOf(host: Host, parameters: CollectorParameters): ServiceAddress {
  const path = parameters.text('socket');
  if (path !== '') return { path };
  const address = { host: parameters.text('host'), port: parameters.whole('port') };
  const tls = tlsTrustOf(host, parameters);
  return tls === undefined ? address : { ...address, tls };
}

function loginOf(parameters: CollectorParameters): string {
  const [user, password] = [parameters.text('user'), parameters.text('password')];
  if (user === '' && password === '') return '';
  return user === '' ? commandText('AUTH', password) : commandText('AUTH', user, password);
}

/** Some refusals end the connection, whatever else was asked. */
function isEnd(replies: readonly Reply[], wanted: number): boolean {
  if (replies.length >= wanted) return true;
  return replies.some((reply) => 'refusal' in reply && /^(?:DENIED|ERR max)/.test(reply.refusal));
}

/** The first refusal is the one that explains the others. */
export function refused(replies: readonly Reply[], hasPassword: boolean): MissingConfiguration {
  const first = replies.find((reply) => 'refusal' in reply);
  const refusal = first === undefined || !('refusal' in first) ? '' : first.refusal;
  const said = `Redis refuses the agent: ${refusal.slice(0, 200)}`;
  if (/^DENIED/.test(refusal)) {
    return missingConfiguration(
      said,
      'Bind Redis to an address that the agent can use, or give it a password.',
    );
  }
  if (/^ERR max/.test(refusal)) throw new Error(said);
  if (/^NOPERM/.test(refusal)) {
    return missingConfiguration(said, 'Let the user run it, in Redis: ACL SETUSER <user> +info.');
  }
  if (/without any password configured/.test(refusal)) {
    return missingConfiguration(said, setParameterFix('redis', 'password', "''"));
  }
  if (/^(?:NOAUTH|WRONGPASS|ERR invalid password)/.test(refusal)) {
    const what = hasPassword ? 'the password is wrong' : 'it wants a password';
    return missingConfiguration(`${said} (${what})`, setSecretFix('redis', 'password'));
  }
  throw new Error(said);
}
