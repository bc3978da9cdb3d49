import { AppError } from '@/common/errors';

export interface WorkGateLimits {
  /** Done at the same time. */
  readonly runningMax: number;
  /** Those that may wait for them. */
  readonly waitingMax: number;
  /** What whoever comes to a full line is told. */
  readonly refusal: string;
}

/** Runs what it is given, a few at a time, in the order of arrival. */
export type WorkGate = <Result>(work: () => Promise<Result>) => Promise<Result>;

/**
 * What is dear and what anybody may ask for stands in a short line.
 * The gate throws an `AppError` BUSY when the line is full.
 */
export function createWorkGate({ runningMax, waitingMax, refusal }: WorkGateLimits): WorkGate {
  const waiting: (() => void)[] = [];
  let running = 0;

  async function enter(): Promise<void> {
    if (running < runningMax) {
      running += 1;
      return;
    }
    if (waiting.length >= waitingMax) throw new AppError('BUSY', refusal);
    await new Promise<void>((resolve) => waiting.push(resolve));
  }

  /** Whoever is next takes the place over, so that nobody slips in between. */
  function leave(): void {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }

  return async (work) => {
    await enter();
    try {
      return await work();
    } finally {
      leave();
    }
  };
}
