import { z } from 'zod';
import { fetchText } from '@/agent/collectors/network/fetch-text';
import type { ServiceAddress } from '@/agent/collectors/network/service-address';
import { ServiceFault } from '@/agent/collectors/network/service-fault';
import { readServiceUrl } from '@/agent/collectors/network/service-url';

const count = z.number().min(0);

export const engineInfo = z.object({
  ServerVersion: z.string().max(200),
  Images: count,
  MemTotal: count,
});

export const containerList = z
  .array(
    z.object({
      Id: z.string().regex(/^[0-9a-f]{12,64}$/),
      Names: z.array(z.string().max(300)).nullish(),
      Image: z.string().max(1_000),
      State: z.string().max(50),
      /** For people: `Up 3 hours (unhealthy)`. */
      Status: z.string().max(300),
    }),
  )
  .max(5_000);

export type ListedContainer = z.infer<typeof containerList>[number];

export const containerInspect = z.object({ RestartCount: count });

export const containerStats = z.object({
  cpu_stats: z.object({ cpu_usage: z.object({ total_usage: count }) }),
  memory_stats: z.object({
    usage: count.optional(),
    limit: count.optional(),
    stats: z.object({ inactive_file: count, total_inactive_file: count }).partial().optional(),
  }),
  networks: z.record(z.string(), z.object({ rx_bytes: count, tx_bytes: count })).nullish(),
});

export type ContainerStats = z.infer<typeof containerStats>;

/** Something in between does not let the question through. */
export class EngineRefusal extends Error {}

const BYTES_MAX = 8_388_608;

/** The API of an engine, as far as it only tells things. */
export class EngineApi {
  readonly address: ServiceAddress;
  readonly #base: { readonly url: string; readonly socketPath?: string };

  constructor({ socket, url }: { readonly socket: string; readonly url: string }) {
    if (url === '') {
      this.address = { path: socket };
      this.#base = { url: 'http://docker', socketPath: socket };
    } else {
      const service = readServiceUrl(url, 'docker.url');
      this.address = service.address;
      this.#base = { url: service.url.replace(/\/+$/, '') };
    }
  }

  /** @throws {ServiceFault | EngineRefusal} */
  async get<Form extends z.ZodType>(
    path: string,
    form: Form,
    signal: AbortSignal,
  ): Promise<z.output<Form>> {
    const { url, ...rest } = this.#base;
    const { status, text } = await fetchText({
      ...rest,
      ...{ url: `${url}${path}`, signal, bytesMax: BYTES_MAX },
    });
    const [question = path] = path.split('?');
    if (status === 401 || status === 403) {
      throw new EngineRefusal(`${url} answers ${question} with ${status}`);
    }
    const found = form.safeParse(status === 200 ? jsonIn(text) : undefined);
    if (found.success) return found.data;
    throw new ServiceFault('broken', `the engine answered ${question} with ${status} and no data`);
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
