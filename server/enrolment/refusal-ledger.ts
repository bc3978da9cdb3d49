import type { Clock } from '@/common/clock';
import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import type { AuditService } from '../audit/audit-service';

export interface Refusal {
  readonly tokenId: string;
  readonly address: string;
  /** As the machine calls itself. */
  readonly hostname: string;
  readonly reason: string;
}

/** Writes down who was refused at the door. */
export interface RefusalLedger {
  note(refusal: Refusal): Promise<void>;
  /** Somebody came with a token that nobody ever made: anyone can make up any number of those. */
  noteStranger(): Promise<void>;
}

const WINDOW_MS = 60_000;
/** Of which each has a row; a flood beyond is one row with its count. */
const ROWS_MAX = 300;

/**
 * One audit row for each refusal, up to 300 a minute; how many more there were, and how many came
 * with a token that there never was, is told in one. The log cannot be pruned, and a stranger must
 * not be able to fill it.
 */
export function createRefusalLedger(deps: {
  readonly audit: Pick<AuditService, 'recordAlone'>;
  readonly clock: Clock;
  readonly log: Log;
}): RefusalLedger {
  const { audit, clock, log } = deps;
  let windowEndMs = 0;
  let rows = 0;
  let beyond = 0;
  let strangers = 0;

  async function write(target: string, name: string, after: object): Promise<void> {
    const change = { by: 'server', action: 'node.enrol-refused', target, targetName: name, after };
    await audit.recordAlone({ ...change, by: 'server' }).catch((error: unknown) => {
      log.error('refusal not recorded', { ...after, reason: messageOf(error) });
    });
  }

  /** What of the last minute has no row of its own is told with the first refusal after it. */
  async function tellCounts(): Promise<void> {
    const nowMs = clock.nowMs();
    if (nowMs < windowEndMs) return;
    const counts = {
      ...(beyond > 0 && { refusedWithoutARow: beyond }),
      ...(strangers > 0 && { withUnknownToken: strangers }),
    };
    [windowEndMs, rows, beyond, strangers] = [nowMs + WINDOW_MS, 0, 0, 0];
    if (Object.keys(counts).length > 0) await write('enrolment', '', counts);
  }

  return {
    async noteStranger() {
      await tellCounts();
      strangers += 1;
    },

    async note({ tokenId, hostname, ...refusal }) {
      log.warn('enrolment refused', { tokenId, hostname, ...refusal });
      await tellCounts();
      rows += 1;
      if (rows > ROWS_MAX) beyond += 1;
      else await write(`enrolment-token:${tokenId}`, hostname, refusal);
    },
  };
}
