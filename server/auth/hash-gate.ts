import { AppError } from '@/common/errors';

export interface HashGateLimits {
  /** Password hashes that are computed at the same time; each takes a core and some 32 MiB. */
  readonly runningMax: number;
  /** Those that may wait for them. */
  readonly waitingMax: number;
}

/** Runs what it is given, a few at a time, in the order of arrival. */
export type HashGate = <Result>(work: () => Promise<Result>) => Promise<Result>;

/**
 * Password hashes are dear by design, and anybody may ask for one: so they stand in a short line.
 * The gate throws an `AppError` BUSY when the line is full.
 */
export function createHashGate({ runningMax, waitingMax }: HashGateLimits): HashGate {
  const waiting: (() => void)[] = [];
  let running = 0;

  async function enter(): Promise<void> {
    if (running < runningMax) {
      running += 1;
      return;
    }
    if (waiting.length >= waitingMax) {
      throw new AppError(
        'BUSY',
        'Too many passwords are being checked at this moment. Try again in a few seconds.',
      );
    }
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
