import {
  type CollectorParameters,
  defineCollector,
  missingConfiguration,
} from '@/agent/collectors/define-collector';
import { exchange } from '@/agent/collectors/network/exchange';
import type { ServiceAddress } from '@/agent/collectors/network/service-address';
import { askService } from '@/agent/collectors/service/ask-service';
import { ServiceWatch } from '@/agent/collectors/service/service-signs';
import { setSecretFix } from '@/agent/collectors/service/set-parameter-fix';
import { counter, fact, gauge, optional } from '@/agent/collectors/shape';
import { memcachedData, parseStats } from '../memcached-data';

/** Source: `stats` of the text protocol, see protocol.txt of memcached. */
export default defineCollector({
  name: 'memcached',
  summary: 'What memcached tells of its memory, connections, hits and evictions.',
  intervalMs: 10_000,
  shape: {
    available: gauge('count', 'Is 1 when memcached answered, 0 when it should have and did not.'),
    problem: optional(fact('Why it did not answer.')),
    latency_ms: optional(gauge('ms', 'How long it took to connect and have the answer.')),
    version: optional(fact('The version.')),
    uptime: optional(counter('seconds', 'How long it has been running.')),
    curr_connections: optional(gauge('count', 'Connections that are open.')),
    max_connections: optional(gauge('count', 'Connections that it accepts at once.')),
    connections_percent: optional(gauge('percent', 'Share of these that is open.')),
    'total_connections/s': optional(gauge('per-second', 'Connections accepted.')),
    'listen_disabled_num/s': optional(
      gauge('per-second', 'How often it stopped accepting because all connections were in use.'),
    ),
    curr_items: optional(gauge('count', 'Items that it holds.')),
    bytes: optional(gauge('bytes', 'Memory that the items take.')),
    limit_maxbytes: optional(gauge('bytes', 'Memory that it may use for items.')),
    memory_percent: optional(
      gauge('percent', 'Share of that in use; a cache is meant to fill it.'),
    ),
    'cmd_get/s': optional(gauge('per-second', 'Items asked for.')),
    'cmd_set/s': optional(gauge('per-second', 'Items stored.')),
    'get_hits/s': optional(gauge('per-second', 'Items asked for and found.')),
    'get_misses/s': optional(gauge('per-second', 'Items asked for and not there.')),
    hit_percent: optional(gauge('percent', 'Share of items asked for that were found.')),
    'evictions/s': optional(gauge('per-second', 'Items thrown out to make room.')),
    'evicted_unfetched/s': optional(
      gauge('per-second', 'Items thrown out that nobody had ever asked for.'),
    ),
    'bytes_read/s': optional(gauge('bytes/s', 'Bytes that it was sent.')),
    'bytes_written/s': optional(gauge('bytes/s', 'Bytes that it has sent.')),
    cpu_percent: optional(gauge('percent', 'Processor time used, of one processor.')),
  },
  collect({ host, parameters, rate, signal }) {
    const address = addressOf(parameters);
    const login = loginOf(parameters);
    return askService(
      { host, parameters, signal },
      {
        watch,
        address,
        permissionFix: 'Let the user of the agent use that socket: see the option -a of memcached.',
        async ask(limit) {
          const begunMs = host.nowMs();
          const request = `${login}stats\r\n`;
          const answer = await exchange({ to: address, request, isWhole, signal: limit });
          const text = answer.toString('utf8');
          const refusal = REFUSAL.exec(text)?.[0];
          if (refusal !== undefined && /authenticat/.test(refusal)) {
            return missingConfiguration(
              `memcached refuses the agent: ${refusal.slice(0, 200)}`,
              `${setSecretFix('memcached', 'password')} The parameter user is to be set too.`,
            );
          }
          if (refusal !== undefined)
            throw new Error(`memcached answered: ${refusal.slice(0, 200)}`);
          const latencyMs = host.nowMs() - begunMs;
          const data = memcachedData(parseStats(text), rate);
          return { kind: 'data', data: { available: 1, latency_ms: latencyMs, ...data } };
        },
      },
    );
  },
});

const watch = new ServiceWatch({
  name: 'memcached',
  programs: ['memcached'],
  services: ['memcached'],
});

const REFUSAL = /^(?:ERROR|CLIENT_ERROR|SERVER_ERROR).*$/m;

function isWhole(answer: Buffer): boolean {
  const text = answer.toString('latin1');
  return text.endsWith('END\r\n') || (text.endsWith('\r\n') && REFUSAL.test(text));
}

function addressOf(parameters: CollectorParameters): ServiceAddress {
  const path = parameters.text('socket');
  return path === '' ? { host: parameters.text('host'), port: parameters.whole('port') } : { path };
}

/** In the text protocol a first `set` of any key is the login. */
function loginOf(parameters: CollectorParameters): string {
  const user = parameters.text('user');
  if (user === '') return '';
  const login = `${user} ${parameters.text('password')}`;
  return `set login 0 0 ${Buffer.byteLength(login)}\r\n${login}\r\n`;
}
