import {
  type CollectorParameters,
  defineCollector,
  missingConfiguration,
} from '@/agent/collectors/define-collector';
import type { Host } from '@/agent/collectors/host';
import { addressText } from '@/agent/collectors/network/service-address';
import { askService } from '@/agent/collectors/service/ask-service';
import { ServiceWatch } from '@/agent/collectors/service/service-signs';
import { setSecretFix } from '@/agent/collectors/service/set-parameter-fix';
import { tlsTrustOf } from '@/agent/collectors/service/tls-trust';
import { counter, each, fact, gauge, group, optional } from '@/agent/collectors/shape';
import { type ManagementApi, Refusal, readManagement } from '../management-api';
import { rabbitmqData } from '../rabbitmq-data';

/** Source: the HTTP API of the management plugin: /api/overview, /api/nodes, /api/queues. */
export default defineCollector({
  name: 'rabbitmq',
  summary: 'What RabbitMQ tells of its queues, messages, connections, memory, disk and cluster.',
  intervalMs: 30_000,
  shape: {
    available: gauge('count', 'Is 1 when RabbitMQ answered, 0 when it should have and did not.'),
    problem: optional(fact('Why it did not answer.')),
    latency_ms: optional(gauge('ms', 'How long it took to have all answers.')),
    version: optional(fact('The version.')),
    cluster: optional(fact('The name of its cluster.')),
    node: optional(fact('The name of this member.')),
    uptime: optional(counter('seconds', 'How long it has been running.')),
    connections: optional(gauge('count', 'Connections of clients.')),
    channels: optional(gauge('count', 'Channels of these.')),
    consumers: optional(gauge('count', 'Consumers of all queues.')),
    queue_count: optional(gauge('count', 'Queues.')),
    messages: optional(gauge('count', 'Messages in all queues.')),
    messages_ready: optional(gauge('count', 'Messages that wait to be taken.')),
    messages_unacknowledged: optional(gauge('count', 'Messages taken and not confirmed yet.')),
    'publish/s': optional(gauge('per-second', 'Messages published.')),
    'deliver_get/s': optional(gauge('per-second', 'Messages given to consumers.')),
    'ack/s': optional(gauge('per-second', 'Messages that consumers confirmed.')),
    'redeliver/s': optional(gauge('per-second', 'Messages given once more.')),
    'confirm/s': optional(gauge('per-second', 'Messages confirmed to publishers.')),
    'drop_unroutable/s': optional(gauge('per-second', 'Messages dropped, for no queue took them.')),
    'return_unroutable/s': optional(gauge('per-second', 'Messages given back, for no queue did.')),
    memory_used: optional(gauge('bytes', 'Memory in use.')),
    memory_limit: optional(gauge('bytes', 'Where it begins to hold publishers up.')),
    memory_percent: optional(gauge('percent', 'Share of that limit in use.')),
    memory_alarm: optional(gauge('count', 'Is 1 while publishers are held up for want of memory.')),
    disk_free: optional(gauge('bytes', 'Free space where it keeps messages.')),
    disk_free_limit: optional(gauge('bytes', 'Below this it holds publishers up.')),
    disk_alarm: optional(gauge('count', 'Is 1 while publishers are held up for want of space.')),
    files_percent: optional(gauge('percent', 'Share of the files that it may open that is open.')),
    erlang_processes: optional(gauge('count', 'Processes inside of it.')),
    partitions: optional(gauge('count', 'Members of its cluster that it is cut off from.')),
    longest_queue: optional(fact('The queue with most messages.')),
    longest_queue_messages: optional(gauge('count', 'Messages in the longest queue.')),
    queues: optional(
      each(
        'queue',
        group({
          messages: gauge('count', 'Messages in the queue.'),
          messages_ready: gauge('count', 'Messages in the queue that wait to be taken.'),
          messages_unacknowledged: gauge('count', 'Messages of the queue not confirmed yet.'),
          consumers: gauge('count', 'Who takes messages from the queue.'),
        }),
      ),
    ),
  },
  collect({ host, parameters, rate, signal }) {
    const address = { host: parameters.text('host'), port: parameters.whole('port') };
    return askService(
      { host, parameters, signal },
      {
        watch,
        address,
        permissionFix: 'Let the agent connect to the management plugin.',
        listenFix:
          'Switch the management plugin on with: rabbitmq-plugins enable rabbitmq_management. If it listens elsewhere, set the parameter port of the pack rabbitmq.',
        async ask(limit) {
          const begunMs = host.nowMs();
          try {
            const readings = await readManagement(apiOf(host, parameters, limit));
            const latencyMs = host.nowMs() - begunMs;
            const data = rabbitmqData(readings, rate);
            return { kind: 'data', data: { available: 1, latency_ms: latencyMs, ...data } };
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
            return missingConfiguration(
              `RabbitMQ refuses the user ${parameters.text('user')}: ${error.message}`,
              `It needs the tag monitoring (rabbitmqctl set_user_tags) and the right password. ${setSecretFix('rabbitmq', 'password')}`,
            );
          }
        },
      },
    );
  },
});

const watch = new ServiceWatch({
  name: 'RabbitMQ',
  programs: ['beam.smp'],
  commandWord: 'rabbit',
  services: ['rabbitmq-server'],
});

function apiOf(host: Host, parameters: CollectorParameters, signal: AbortSignal): ManagementApi {
  const tls = tlsTrustOf(host, parameters);
  const place = addressText({ host: parameters.text('host'), port: parameters.whole('port') });
  return {
    origin: `${tls === undefined ? 'http' : 'https'}://${place}`,
    user: parameters.text('user'),
    password: parameters.text('password'),
    ...(tls && { tls }),
    signal,
  };
}
