import { z } from 'zod';
import { COLLECTOR_STATES } from '@/common/domain/collector';
import type { CollectorView } from '@/common/domain/node';
import { machineText } from '@/common/domain/text';
import type { AskNode } from '../checks/check-questions';
import { byForm, toldAnswer } from '../lab/told-answer';
import type { Bus } from '../live/bus';
import type { CollectorStore } from './collector-store';

export interface CollectorServiceDeps {
  readonly collectors: CollectorStore;
  readonly bus: Bus;
  readonly ask: AskNode;
}

export type CollectorService = ReturnType<typeof createCollectorService>;

/** Of a `CollectorDetail` what is looked at here. */
const ran = z.object({ state: z.enum(COLLECTOR_STATES), reason: machineText(4_096) });

type CollectorRan = z.output<typeof ran>;

export function createCollectorService({ collectors, bus, ask }: CollectorServiceDeps) {
  return {
    list: (nodeId: string): Promise<CollectorView[]> => collectors.list(nodeId),

    /**
     * Runs a collector that would run anyway, now. What it gave arrives as it always does.
     * @throws {AppError} whatever keeps the node from answering
     */
    async run(nodeId: string, collector: string): Promise<CollectorRan> {
      const answer = await ask(nodeId, { ask: 'run-collector', collector });
      return toldAnswer(answer, byForm(ran));
    },

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
