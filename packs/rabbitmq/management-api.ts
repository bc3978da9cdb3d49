import { z } from 'zod';
import { fetchText } from '@/agent/collectors/network/fetch-text';
import type { TlsTrust } from '@/agent/collectors/network/service-address';
import { parseJson } from '@/common/json';

/** Where the management plugin is, and who asks. */
export interface ManagementApi {
  /** `http://127.0.0.1:15672` */
  readonly origin: string;
  readonly user: string;
  readonly password: string;
  readonly tls?: TlsTrust;
  readonly signal: AbortSignal;
}

/** It does not let this user in, or not to this. */
export class Refusal extends Error {}

const count = z.number().catch(0);
const optionalCount = z.number().optional().catch(undefined);
const optionalFlag = z.boolean().optional().catch(undefined);

const overviewForm = z.object({
  rabbitmq_version: z.string(),
  cluster_name: z.string().catch(''),
  node: z.string(),
  object_totals: z
    .object({ connections: count, channels: count, consumers: count, queues: count })
    .partial()
    .catch({}),
  queue_totals: z
    .object({ messages: count, messages_ready: count, messages_unacknowledged: count })
    .partial()
    .catch({}),
  message_stats: z.record(z.string(), z.unknown()).catch({}),
});

const nodeForm = z.object({
  uptime: optionalCount,
  mem_used: optionalCount,
  mem_limit: optionalCount,
  mem_alarm: optionalFlag,
  disk_free: optionalCount,
  disk_free_limit: optionalCount,
  disk_free_alarm: optionalFlag,
  fd_used: optionalCount,
  fd_total: optionalCount,
  proc_used: optionalCount,
  partitions: z.array(z.unknown()).catch([]),
});

/** Of a server that has just begun nothing is known, which Erlang writes as an empty list. */
const youngNode = z.preprocess((value) => (Array.isArray(value) ? {} : value), nodeForm);

const queuesForm = z.object({
  items: z.array(
    z.object({
      name: z.string(),
      vhost: z.string(),
      messages: count,
      messages_ready: count,
      messages_unacknowledged: count,
      consumers: count,
      exclusive: z.boolean().catch(false),
      auto_delete: z.boolean().catch(false),
    }),
  ),
});

export interface ManagementReadings {
  readonly overview: z.output<typeof overviewForm>;
  readonly node: z.output<typeof nodeForm>;
  readonly queues: z.output<typeof queuesForm>['items'];
}

/** So many queues are told one by one: those with most messages. */
const QUEUES_MAX = 100;

/** @throws {ServiceFault} {@link Refusal} */
export async function readManagement(api: ManagementApi): Promise<ManagementReadings> {
  const overview = await get(
    api,
    'overview?columns=rabbitmq_version,cluster_name,node,object_totals,queue_totals,message_stats',
    overviewForm,
  );
  const columns = Object.keys(nodeForm.shape).join(',');
  const name = encodeURIComponent(overview.node);
  const node = await get(api, `nodes/${name}?columns=${columns}`, youngNode);
  const page = `page=1&page_size=${QUEUES_MAX}&sort=messages&sort_reverse=true`;
  const wanted = Object.keys(queuesForm.shape.items.element.shape).join(',');
  const { items } = await get(api, `queues?${page}&columns=${wanted}`, queuesForm);
  return { overview, node, queues: items };
}

async function get<Form extends z.ZodType>(
  { origin, user, password, tls, signal }: ManagementApi,
  path: string,
  form: Form,
): Promise<z.output<Form>> {
  const credentials = Buffer.from(`${user}:${password}`).toString('base64');
  const headers = { authorization: `Basic ${credentials}` };
  const url = `${origin}/api/${path}`;
  const { status, text } = await fetchText({ url, headers, signal, ...(tls && { tls }) });
  if (status === 401 || status === 403) throw new Refusal(reasonIn(text));
  const read = form.safeParse(parseJson(text));
  if (status === 200 && read.success) return read.data;
  const what = status === 200 ? 'something else than its management API' : `HTTP ${status}`;
  throw new Error(`${origin} answered ${what} to ${path.split('?', 1)[0]}`);
}

function reasonIn(text: string): string {
  const { reason } = Object(parseJson(text)) as { reason?: unknown };
  return typeof reason === 'string' ? reason.slice(0, 200) : 'not authorised';
}
