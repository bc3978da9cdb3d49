import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import type { AuditService } from '../audit/audit-service';
import type { Database } from '../db/database';
import type { Bus } from '../live/bus';
import type { TimelineService } from '../timeline/timeline-service';
import type { Actor } from './actor';
import type { LoginLimiter } from './login-limiter';

export interface SignInJournalDeps {
  readonly database: Database;
  readonly audit: AuditService;
  readonly timeline: TimelineService;
  readonly bus: Bus;
  readonly limiter: LoginLimiter;
  readonly log: Log;
}

/** By what somebody was let in. */
export type SignInBy = 'password' | 'password-and-code' | 'provider';

export type SignInJournal = ReturnType<typeof createSignInJournal>;

/** Of the refused tries at an account two are written down: the first, and the last one there is. */
const LAST_TRY = 10;

/**
 * Writes down what the authentication library has done; it commits by itself, so what is written
 * comes right after, and a failure to write is told to the log and not to the person.
 */
export function createSignInJournal(deps: SignInJournalDeps) {
  const { database, audit, timeline, bus, limiter, log } = deps;

  const attempt = async (what: string, work: () => Promise<void>) => {
    await work().catch((error: unknown) => {
      log.error('not written to the audit log', { what, reason: messageOf(error) });
    });
  };

  const onAccount = (action: string) => (by: Actor) =>
    attempt(action, () =>
      audit.recordAlone({ by, action, target: `user:${by.user.id}`, targetName: by.user.name }),
    );

  return {
    signedIn: (by: Actor, how: SignInBy) =>
      attempt('user.sign-in', async () => {
        const { id, name } = by.user;
        const change = { by, target: `user:${id}`, targetName: name, after: { by: how } };
        await audit.recordAlone({ ...change, action: 'user.sign-in' });
        const text = `${name} signed in`;
        await timeline.record({ kind: 'user-signed-in', nodeId: null, actor: name, text });
      }),

    /** Tries at accounts that do not exist are not kept: anybody can make up any number of them. */
    refused: (email: string, address: string, what: 'password' | 'code') =>
      attempt('user.sign-in-refused', async () => {
        const refusals = await limiter.refuse(email);
        const tries = await limiter.triesOf(email);
        if (refusals !== 1 && tries !== LAST_TRY) return;
        const { rows } = await database.query<{ id: string; name: string }>(
          'SELECT id, name FROM "User" WHERE email = $1',
          [email.toLowerCase()],
        );
        const [user] = rows;
        if (user === undefined) return;
        await audit.recordAlone({
          by: { name: email, address },
          action: 'user.sign-in-refused',
          target: `user:${user.id}`,
          targetName: user.name,
          after: { tries, what },
        });
      }),

    /** Whatever is open under the old password is closed. */
    async passwordChanged(by: Actor): Promise<void> {
      bus.publish({ kind: 'access', userId: by.user.id });
      await onAccount('user.password')(by);
    },

    twoFactorOn: onAccount('two-factor.on'),
    twoFactorOff: onAccount('two-factor.off'),
    backupCodes: onAccount('two-factor.backup-codes'),
  };
}
