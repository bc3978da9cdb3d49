import type { CollectContext } from '@/agent/collectors/define-collector';
import { percentOf } from '@/agent/collectors/percent-of';
import type { ManagementReadings } from './management-api';

const COUNTERS = [
  'publish',
  'deliver_get',
  'ack',
  'redeliver',
  'confirm',
  'drop_unroutable',
  'return_unroutable',
] as const;

type Speeds = { readonly [Key in (typeof COUNTERS)[number] as `${Key}/s`]: number | undefined };

/** What the collector tells of the readings; what this version does not know is left out. */
export function rabbitmqData(
  { overview, node, queues }: ManagementReadings,
  rate: CollectContext['rate'],
) {
  const { object_totals: objects, queue_totals: totals, message_stats: stats } = overview;
  const speed = (key: string) => {
    const value = stats[key];
    return typeof value === 'number' ? rate(key, value) : undefined;
  };
  const speeds = Object.fromEntries(COUNTERS.map((key) => [`${key}/s`, speed(key)])) as Speeds;
  const [longest] = [...queues].sort((a, b) => b.messages - a.messages);
  return {
    version: overview.rabbitmq_version,
    cluster: overview.cluster_name,
    node: overview.node,
    connections: objects.connections,
    channels: objects.channels,
    consumers: objects.consumers,
    queue_count: objects.queues,
    // A broker that has had no queue yet tells no totals.
    messages: totals.messages ?? 0,
    messages_ready: totals.messages_ready ?? 0,
    messages_unacknowledged: totals.messages_unacknowledged ?? 0,
    ...speeds,
    ...nodeData(node),
    longest_queue: longest === undefined ? undefined : queueName(longest),
    longest_queue_messages: longest?.messages,
    queues: queueData(queues),
  };
}

function nodeData(node: ManagementReadings['node']) {
  return {
    uptime: node.uptime === undefined ? undefined : node.uptime / 1_000,
    memory_used: node.mem_used,
    memory_limit: node.mem_limit,
    memory_percent: percentOf(node.mem_used, node.mem_limit),
    memory_alarm: flag(node.mem_alarm),
    disk_free: node.disk_free,
    disk_free_limit: node.disk_free_limit,
    disk_alarm: flag(node.disk_free_alarm),
    files_percent: percentOf(node.fd_used, node.fd_total),
    erlang_processes: node.proc_used,
    partitions: node.partitions.length,
  };
}

function flag(value: boolean | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}

/** Those that come and go with one client are no series: there would be no end of them. */
function queueData(queues: ManagementReadings['queues']) {
  const lasting = queues.filter(
    ({ exclusive, auto_delete: isShort, name }) =>
      !exclusive && !isShort && !name.startsWith('amq.gen-'),
  );
  return Object.fromEntries(
    lasting.map((queue) => [
      queueName(queue),
      {
        messages: queue.messages,
        messages_ready: queue.messages_ready,
        messages_unacknowledged: queue.messages_unacknowledged,
        consumers: queue.consumers,
      },
    ]),
  );
}

/** `orders`, or `shop/orders` outside of the virtual host that is there at first. */
function queueName({ name, vhost }: { readonly name: string; readonly vhost: string }): string {
  return vhost === '/' ? name : `${vhost}/${name}`;
}
