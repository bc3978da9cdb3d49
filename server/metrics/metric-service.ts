import type {
  LiveSamples,
  Range,
  RangeQuery,
  SeriesRow,
  SeriesSelector,
} from '@/common/domain/range';
import { createLiveReader, type LiveReader, pick } from './live-samples';
import type { SampleStore, SeriesFrame } from './sample-store';

export interface MetricServiceDeps {
  readonly store: Pick<SampleStore, 'range' | 'rows' | 'lookup' | 'seriesVersion'>;
}

export type MetricService = ReturnType<typeof createMetricService>;

/** What pages ask of the samples, and what they watch. */
export function createMetricService({ store }: MetricServiceDeps) {
  const readers = new Map<string, Set<LiveReader>>();

  function join(nodeId: string, reader: LiveReader): () => void {
    const watching = readers.get(nodeId) ?? new Set();
    readers.set(nodeId, watching.add(reader));
    return () => {
      watching.delete(reader);
      if (watching.size === 0 && readers.get(nodeId) === watching) readers.delete(nodeId);
    };
  }

  async function* follow(
    nodeId: string,
    selectors: readonly SeriesSelector[],
    reader: LiveReader,
  ): AsyncGenerator<LiveSamples> {
    let version = store.seriesVersion(nodeId);
    let wanted = new Set(await store.lookup(nodeId, selectors));
    for (let frames = await reader.take(); frames !== undefined; frames = await reader.take()) {
      if (version !== store.seriesVersion(nodeId)) {
        version = store.seriesVersion(nodeId);
        wanted = new Set(await store.lookup(nodeId, selectors));
      }
      for (const frame of frames) {
        const samples = pick(frame, wanted);
        if (samples !== undefined) yield samples;
      }
    }
  }

  return {
    /** Buckets for a chart. @throws {AppError} INVALID when too many series are selected. */
    range(query: RangeQuery): Promise<Range> {
      return store.range(query);
    },

    /** Every series of a node with its last sample. */
    rows(nodeId: string): Promise<SeriesRow[]> {
      return store.rows(nodeId);
    },

    /** Tells the pages that watch a node what was just applied. */
    publish(nodeId: string, frames: readonly SeriesFrame[]): void {
      for (const reader of readers.get(nodeId) ?? []) reader.put(frames);
    },

    /**
     * Samples from this call on, as they arrive, until `signal` ends. A slow reader misses the older
     * ones; back-fill is left out. Series that appear later are found without asking again.
     */
    watch(
      nodeId: string,
      selectors: readonly SeriesSelector[],
      signal: AbortSignal | undefined,
    ): AsyncIterable<LiveSamples> {
      const reader = createLiveReader(signal);
      const leave = join(nodeId, reader);
      signal?.addEventListener('abort', leave, { once: true });
      return (async function* () {
        try {
          yield* follow(nodeId, selectors, reader);
        } finally {
          leave();
        }
      })();
    },
  };
}
