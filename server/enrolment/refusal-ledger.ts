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
}

const WINDOW_MS = 60_000;
/** Of which each has a row; a flood beyond is one row with its count. */
const ROWS_MAX = 300;

/** One audit row for each refusal, up to 300 a minute; how many more there were is told in one. */
export function createRefusalLedger(deps: {
  readonly audit: Pick<AuditService, 'recordAlone'>;
  readonly clock: Clock;
  readonly log: Log;
}): RefusalLedger {
  const { audit, clock, log } = deps;
  let windowEndMs = 0;
  let rows = 0;
  let beyond = 0;

  async function write(target: string, name: string, after: object): Promise<void> {
    const change = { by: 'server', action: 'node.enrol-refused', target, targetName: name, after };
    await audit.recordAlone({ ...change, by: 'server' }).catch((error: unknown) => {
      log.error('refusal not recorded', { ...after, reason: messageOf(error) });
    });
  }

  return {
    async note({ tokenId, hostname, ...refusal }) {
      log.warn('enrolment refused', { tokenId, hostname, ...refusal });
      const nowMs = clock.nowMs();
      if (nowMs >= windowEndMs) {
        const untold = beyond;
        [windowEndMs, rows, beyond] = [nowMs + WINDOW_MS, 0, 0];
        if (untold > 0) await write('enrolment', '', { refusedWithoutARow: untold });
      }
      rows += 1;
      if (rows > ROWS_MAX) beyond += 1;
      else await write(`enrolment-token:${tokenId}`, hostname, refusal);
    },
  };
}
