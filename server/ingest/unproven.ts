import type { Clock } from '@/common/clock';

/** Connections on which nobody has proven anything yet: few, and not for long. */
export interface Unproven {
  /** @returns to be called once it has, or is gone */
  enter(close: () => void): () => void;
}

const CONNECTIONS_MAX = 2_000;
const PROOF_MS_MAX = 30_000;

export function createUnproven(clock: Clock): Unproven {
  let count = 0;
  return {
    enter(close) {
      count += 1;
      let isIn = true;
      if (count > CONNECTIONS_MAX) close();
      const cancel = clock.after(PROOF_MS_MAX, close);
      return () => {
        if (isIn) count -= 1;
        isIn = false;
        cancel();
      };
    },
  };
}
