import { AppError } from '@/common/errors';
import type { NodeAdmitter } from '../enrolment/admit-node';
import { createWorkGate } from '../work-gate';

/** A machine asks once; a second time when an answer was lost. */
const TRIES_MAX = 3;
/** Each reads and writes in the database; a thousand machines that come at once take turns. */
const AT_ONCE = {
  runningMax: 4,
  waitingMax: 256,
  refusal: 'Many machines join at this moment. Try again in a minute.',
};

/** Whoever can reach this server may ask to join it, so it is done in turn. */
export interface EnrolmentTurns {
  /** For one connection: throws an `AppError` FORBIDDEN to whoever asks without waiting, too. */
  forConnection(): NodeAdmitter;
}

export function createEnrolmentTurns({ admit }: NodeAdmitter): EnrolmentTurns {
  const inTurn = createWorkGate(AT_ONCE);
  return {
    forConnection() {
      let tries = 0;
      let isAsking = false;
      return {
        async admit(...asked) {
          if (isAsking || tries >= TRIES_MAX) {
            throw new AppError(
              'FORBIDDEN',
              `A connection joins once at a time and at most ${TRIES_MAX} times: open another.`,
            );
          }
          tries += 1;
          isAsking = true;
          try {
            return await inTurn(() => admit(...asked));
          } finally {
            isAsking = false;
          }
        },
      };
    },
  };
}
