import type { Clock } from '@/common/clock';
import { AppError } from '@/common/errors';

/** Sessions that are opened in a second; each costs a signature and two statements. */
const HANDSHAKES_PER_SECOND = 200;

/** So many may come at once: a small fleet never waits. */
const AT_ONCE_MAX = 50;
const PLACE_MS = 1_000 / HANDSHAKES_PER_SECOND;

export interface HandshakeQueue {
  /**
   * @throws {AppError} BUSY for one too many at this moment, with a time of its own to come back:
   *   agents that are sent away at once must not come back at once
   */
  enter(): void;
}

/**
 * Lets a fleet that lost its server back in at a rate that the database bears. The first come in at
 * once; each of the others is given a place in the time that follows, so that they neither wait
 * longer than they must nor come back together.
 */
export function createHandshakeQueue(clock: Clock): HandshakeQueue {
  let tokens = AT_ONCE_MAX;
  let countedMs = clock.nowMs();
  let nextPlaceMs = 0;

  return {
    enter() {
      const nowMs = clock.nowMs();
      tokens = Math.min(AT_ONCE_MAX, tokens + (nowMs - countedMs) / PLACE_MS);
      countedMs = nowMs;
      if (tokens >= 1) {
        tokens -= 1;
        return;
      }
      nextPlaceMs = Math.max(nextPlaceMs, nowMs) + PLACE_MS;
      throw new AppError('BUSY', 'Many agents connect at the same time; come back in a moment.', {
        retryAfterMs: Math.ceil(nextPlaceMs - nowMs),
      });
    },
  };
}
