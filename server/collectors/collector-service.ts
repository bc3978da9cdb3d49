import type { CollectorView } from '@/common/domain/node';
import type { Bus } from '../live/bus';
import type { CollectorStore } from './collector-store';

export interface CollectorServiceDeps {
  readonly collectors: CollectorStore;
  readonly bus: Bus;
}

export type CollectorService = ReturnType<typeof createCollectorService>;

export function createCollectorService({ collectors, bus }: CollectorServiceDeps) {
  return {
    list: (nodeId: string): Promise<CollectorView[]> => collectors.list(nodeId),

    /** All collectors of a node again, whenever one of them said something new. */
    async *watch(
      nodeId: string,
      signal: AbortSignal | undefined,
    ): AsyncGenerator<readonly CollectorView[], void> {
      for await (const events of bus.follow('collectors', signal)) {
        if (events.some((event) => event.nodeId === nodeId)) yield await collectors.list(nodeId);
      }
    },
  };
}
