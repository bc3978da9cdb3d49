import type { Clock } from '@/common/clock';
import type { Bus, LiveEvent } from './bus';

/** Changes are gathered this long, so that a busy fleet costs one message and not one a node. */
const GATHER_MS = 500;

interface ChangedNodesDeps {
  readonly bus: Bus;
  readonly clock: Clock;
}

type NodeKind = Extract<LiveEvent, { nodeId: string }>['kind'];

/** The nodes of which something of the kind changed, of those given or of all; who shows it asks again. */
export function changedNodes({ bus, clock }: ChangedNodesDeps, kind: NodeKind) {
  const wait = () => new Promise<void>((resolve) => clock.after(GATHER_MS, resolve));
  return async function* watch(
    nodeIds: readonly string[] | undefined,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<readonly string[], void> {
    const wanted = nodeIds === undefined ? undefined : new Set(nodeIds);
    for await (const events of bus.follow(kind, signal)) {
      const changed = events.map(({ nodeId }) => nodeId);
      const shown = changed.filter((id) => wanted === undefined || wanted.has(id));
      if (shown.length === 0) continue;
      yield shown;
      await wait();
    }
  };
}
