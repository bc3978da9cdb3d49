import type { LiveSamples, SeriesSelector } from '@/common/domain/range';
import { createLiveReader, type LiveReader, pick } from './live-samples';
import type { SampleStore, SeriesFrame } from './sample-store';

/** A page that watches some series of a node. */
interface Watch {
  readonly nodeId: string;
  readonly selectors: readonly SeriesSelector[];
  readonly reader: LiveReader;
  /** Ids of the series, as of a version of the node's series; none before the first look. */
  wanted: ReadonlySet<number>;
  version: number;
}

/** Who watches which series, and what they have not read yet. */
export class SeriesWatches {
  readonly #store: Pick<SampleStore, 'lookup' | 'seriesVersion'>;
  readonly #watches = new Map<string, Set<Watch>>();

  constructor(store: Pick<SampleStore, 'lookup' | 'seriesVersion'>) {
    this.#store = store;
  }

  /** Tells those who watch a node what was just taken in of it. */
  publish(nodeId: string, frames: readonly SeriesFrame[]): void {
    for (const { reader } of this.#watches.get(nodeId) ?? []) reader.put(frames);
  }

  /** Tells those who watch any of its series: which node it is of is not known. */
  publishForeign(frame: SeriesFrame): void {
    for (const ofNode of this.#watches.values()) {
      for (const watch of ofNode) {
        const isWanted = this.#isOutdated(watch) || pick(frame, watch.wanted) !== undefined;
        if (isWanted) watch.reader.put([frame]);
      }
    }
  }

  /** Samples from this call on, until `signal` ends or the reader does. */
  follow(
    nodeId: string,
    selectors: readonly SeriesSelector[],
    signal: AbortSignal | undefined,
  ): AsyncIterable<LiveSamples> {
    const reader = createLiveReader(signal);
    const watch: Watch = { nodeId, selectors, reader, wanted: new Set(), version: -1 };
    const leave = this.#join(watch);
    signal?.addEventListener('abort', leave, { once: true });
    const samples = this.#read(watch);
    return (async function* () {
      try {
        yield* samples;
      } finally {
        leave();
      }
    })();
  }

  async *#read(watch: Watch): AsyncGenerator<LiveSamples> {
    const { reader } = watch;
    await this.#look(watch);
    for (let frames = await reader.take(); frames !== undefined; frames = await reader.take()) {
      await this.#look(watch);
      for (const frame of frames) {
        const samples = pick(frame, watch.wanted);
        if (samples !== undefined) yield samples;
      }
    }
  }

  async #look(watch: Watch): Promise<void> {
    if (!this.#isOutdated(watch)) return;
    watch.version = this.#store.seriesVersion(watch.nodeId);
    watch.wanted = new Set(await this.#store.lookup(watch.nodeId, watch.selectors));
  }

  /** Its node has series that this watch has not looked at. */
  #isOutdated({ nodeId, version }: Watch): boolean {
    return version !== this.#store.seriesVersion(nodeId);
  }

  #join(watch: Watch): () => void {
    const { nodeId } = watch;
    const ofNode = this.#watches.get(nodeId) ?? new Set();
    this.#watches.set(nodeId, ofNode.add(watch));
    return () => {
      ofNode.delete(watch);
      if (ofNode.size === 0 && this.#watches.get(nodeId) === ofNode) this.#watches.delete(nodeId);
    };
  }
}
