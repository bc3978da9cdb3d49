import type {
  LiveSamples,
  Range,
  RangeQuery,
  SeriesRow,
  SeriesSelector,
} from '@/common/domain/range';
import type { SampleStore, SeriesFrame } from './sample-store';
import { SeriesWatches } from './series-watches';

export interface MetricServiceDeps {
  readonly store: Pick<SampleStore, 'range' | 'rows' | 'lookup' | 'seriesVersion'>;
}

export type MetricService = ReturnType<typeof createMetricService>;

/** What pages ask of the samples, and what they watch. */
export function createMetricService({ store }: MetricServiceDeps) {
  const watches = new SeriesWatches(store);

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
      watches.publish(nodeId, frames);
    },

    /** Tells the pages that watch any of its series what another server took in. */
    publishForeign(frame: SeriesFrame): void {
      watches.publishForeign(frame);
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
      return watches.follow(nodeId, selectors, signal);
    },
  };
}
