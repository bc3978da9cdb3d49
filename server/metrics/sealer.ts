import type { Cancel, Clock } from '@/common/clock';
import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import type { Claim } from '../jobs/claims';
import type { SampleStore, SampleStoreStats } from './sample-store';

export interface SealerDeps {
  readonly store: Pick<SampleStore, 'seal' | 'checkpoint' | 'expire'> & {
    stats(): Pick<SampleStoreStats, 'journalBytes'>;
  };
  readonly clock: Clock;
  readonly log: Log;
  /** Only the server that holds it works. */
  readonly claim: Pick<Claim, 'isHeld'>;
}

const ROUND_MS = 60_000;

/** Journal rows pile up for so long, or to that size, before a snapshot replaces them. */
const CHECKPOINT_MS = 600_000;
const JOURNAL_BYTES_MAX = 32_000_000;

const EXPIRE_MS = 3_600_000;

/** A clock that was set by more than this may be wrong: a year ahead, everything is too old. */
const CLOCK_JUMP_MS = 600_000;
const CLOCK_TRUSTED_AFTER_MS = 86_400_000;

export interface Sealer {
  /** Ends the rounds, waits for the one under way, and leaves a short journal for the next start. */
  stop(): Promise<void>;
}

/**
 * Seals every minute, and now and then shortens the journal and deletes what is too old. A round
 * begins a minute after the one before it ended; what fails is logged and tried again in the next.
 * When the clock was set, nothing is deleted for a day: somebody may have to set it back.
 */
export function startSealer({ store, clock, log, claim }: SealerDeps): Sealer {
  let cancel: Cancel = () => {};
  let stopped = false;
  let round = Promise.resolve();
  let checkpointDueMs = clock.nowMs() + CHECKPOINT_MS;
  let expireDueMs = clock.nowMs() + ROUND_MS;
  let wallOriginMs = clock.wallMs() - clock.nowMs();

  function lookAtClock(): void {
    const originMs = clock.wallMs() - clock.nowMs();
    const jumpMs = originMs - wallOriginMs;
    wallOriginMs = originMs;
    if (Math.abs(jumpMs) <= CLOCK_JUMP_MS) return;
    expireDueMs = clock.nowMs() + CLOCK_TRUSTED_AFTER_MS;
    log.warn('clock was set, nothing is deleted for a day', { jumpMs });
  }

  async function attempt(what: 'seal' | 'checkpoint' | 'expire'): Promise<boolean> {
    try {
      await store[what]();
      return true;
    } catch (error) {
      log.error(`${what} of samples failed`, { error: messageOf(error) });
      return false;
    }
  }

  async function runRound(): Promise<void> {
    if (claim.isHeld) await work();
    arm();
  }

  async function work(): Promise<void> {
    await attempt('seal');
    const nowMs = clock.nowMs();
    const isLong = store.stats().journalBytes > JOURNAL_BYTES_MAX;
    if ((nowMs >= checkpointDueMs || isLong) && (await attempt('checkpoint'))) {
      checkpointDueMs = nowMs + CHECKPOINT_MS;
    }
    lookAtClock();
    if (nowMs >= expireDueMs && (await attempt('expire'))) expireDueMs = nowMs + EXPIRE_MS;
  }

  function arm(): void {
    if (stopped) return;
    cancel = clock.after(ROUND_MS, () => {
      round = runRound();
    });
  }

  arm();
  return {
    async stop() {
      stopped = true;
      cancel();
      await round;
      if (claim.isHeld) await attempt('checkpoint');
    },
  };
}
