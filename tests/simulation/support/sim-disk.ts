import type { BootEpoch, GossipStore, Snapshot } from '@/agent/gossip/gossip-deps';
import type { SimClock } from './sim-clock';

/** What a machine keeps of its agent over a restart. Holds what was saved, which the agent made. */
export class SimDisk implements GossipStore {
  #snapshot: Snapshot | undefined;
  #epochMs = 0;

  load(): Snapshot | undefined {
    return this.#snapshot;
  }

  save(snapshot: Snapshot): void {
    this.#snapshot = snapshot;
  }

  get epochMs(): number {
    return this.#epochMs;
  }

  /** A later one than all before, whatever the wall clock says by now. */
  nextEpochMs(clock: SimClock, aboveMs = 0): number {
    return Math.max(clock.wallMs(), aboveMs + 1, this.#epochMs + 1);
  }

  bootEpoch(clock: SimClock): BootEpoch {
    this.#epochMs = this.nextEpochMs(clock);
    let valueMs = this.#epochMs;
    return {
      get valueMs() {
        return valueMs;
      },
      renew: (aboveMs) => {
        valueMs = this.nextEpochMs(clock, aboveMs);
        this.#epochMs = valueMs;
      },
    };
  }

  wipe(): void {
    this.#snapshot = undefined;
    this.#epochMs = 0;
  }

  /** As an image of it would be. */
  copy(): SimDisk {
    const copy = new SimDisk();
    copy.#snapshot = this.#snapshot;
    copy.#epochMs = this.#epochMs;
    return copy;
  }
}
