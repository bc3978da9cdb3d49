import type { Clock } from '@/common/clock';
import type { AccountDetail, IdentityProof, SessionRow } from '@/common/domain/account';
import { AppError } from '@/common/errors';
import type { AuditService } from '../audit/audit-service';
import type { Actor } from '../auth/actor';
import type { Auth } from '../auth/auth';
import type { LoginLimiter } from '../auth/login-limiter';
import type { PasswordHash } from '../auth/password-hash';
import type { SessionStore } from '../auth/session-store';
import type { Database } from '../db/database';
import type { Bus } from '../live/bus';
import type { UserStore } from './user-store';

export interface AccountServiceDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly auth: Auth;
  readonly users: UserStore;
  readonly sessions: SessionStore;
  readonly passwords: PasswordHash;
  readonly limiter: LoginLimiter;
  readonly audit: AuditService;
  readonly bus: Bus;
}

/** One's own account: who one is, where one is signed in, and showing that one is still oneself. */
export function createAccountService(deps: AccountServiceDeps) {
  return { ...accountQuestions(deps), ...accountChanges(deps), prove: proving(deps) };
}

function accountQuestions({ database, clock, auth, users, sessions }: AccountServiceDeps) {
  return {
    async show({ user, door }: Actor): Promise<AccountDetail> {
      const known = await users.find(database, user.id);
      const provenMs = door.kind === 'browser' ? door.provenMs : 0;
      const sessionId = door.kind === 'browser' ? door.sessionId : '';
      const hasPassword = (await auth.passwordHashOf(user.id)) !== undefined;
      return { user, twoFactor: known?.twoFactor ?? false, hasPassword, provenMs, sessionId };
    },

    async sessions({ user, door }: Actor): Promise<readonly SessionRow[]> {
      const rows = await sessions.list(user.id, clock.wallMs());
      const currentId = door.kind === 'browser' ? door.sessionId : undefined;
      return rows.map((row) => ({ ...row, current: row.id === currentId }));
    },
  };
}

function accountChanges({ database, users, sessions, audit, bus }: AccountServiceDeps) {
  return {
    /** @throws {AppError} NOT_FOUND */
    async endSession(by: Actor, sessionId: string): Promise<void> {
      const { id, name } = by.user;
      await database.transaction(async (sql) => {
        if (!(await sessions.end(sql, sessionId, id))) {
          throw new AppError('NOT_FOUND', 'This session has ended already.');
        }
        const target = { target: `user:${id}`, targetName: name };
        await audit.record(sql, { by, action: 'session.end', ...target, before: { sessionId } });
      });
      bus.publish({ kind: 'access', sessionId });
    },

    async endOtherSessions(by: Actor): Promise<void> {
      const { id, name } = by.user;
      const keptId = by.door.kind === 'browser' ? by.door.sessionId : '';
      const ended = await database.transaction(async (sql) => {
        const ids = await sessions.endAll(sql, id, keptId);
        const target = { target: `user:${id}`, targetName: name, after: { ended: ids.length } };
        if (ids.length > 0) await audit.record(sql, { by, action: 'session.end', ...target });
        return ids;
      });
      for (const sessionId of ended) bus.publish({ kind: 'access', sessionId });
    },

    async rename(by: Actor, name: string): Promise<void> {
      const before = by.user.name;
      await database.transaction(async (sql) => {
        await users.rename(sql, by.user.id, name);
        const target = { target: `user:${by.user.id}`, targetName: name };
        const told = { before: { name: before }, after: { name } };
        await audit.record(sql, { by, action: 'user.edit', ...target, ...told });
      });
    },
  };
}

function proving({
  clock,
  auth,
  sessions,
  passwords,
  limiter,
  users,
  database,
}: AccountServiceDeps) {
  /**
   * Counts as a try at signing in.
   * @throws {AppError} FORBIDDEN for a wrong password or code; TOO_MANY after too many tries
   */
  return async ({ user, door, address }: Actor, proof: IdentityProof) => {
    if (door.kind !== 'browser') {
      throw new AppError('FORBIDDEN', 'Only a browser session can be confirmed with a password.');
    }
    await limiter.take({ address, email: user.email });
    const hash = await auth.passwordHashOf(user.id);
    if (hash === undefined) {
      throw new AppError('FORBIDDEN', 'Your account has no password: sign out and in again.');
    }
    if (!(await passwords.verify(hash, proof.password))) {
      throw new AppError('FORBIDDEN', 'This is not your password.');
    }
    const known = await users.find(database, user.id);
    if (known?.twoFactor) await checkCode(user.id, proof.code);
    await limiter.forget(user.email);
    const provenMs = clock.wallMs();
    await sessions.prove(door.sessionId, provenMs);
    return { provenMs };
  };

  async function checkCode(userId: string, code: string | undefined): Promise<void> {
    if (code === undefined) {
      throw new AppError('FORBIDDEN', 'Add the code that your authenticator app shows.');
    }
    if (!(await limiter.claimCode(userId, code))) {
      throw new AppError('FORBIDDEN', 'This code was tried already. Wait for the next one.');
    }
    if (!(await auth.isCode(userId, code))) {
      throw new AppError('FORBIDDEN', 'This is not the code that the app shows now.');
    }
  }
}
