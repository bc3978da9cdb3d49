import { randomUUID } from 'node:crypto';
import type { Clock } from '@/common/clock';
import type { LinkAnswer } from '@/common/domain/account';
import { AppError } from '@/common/errors';
import type { AuditService } from '../audit/audit-service';
import type { PasswordHash } from '../auth/password-hash';
import { checkPassword } from '../auth/password-rules';
import type { SessionStore } from '../auth/session-store';
import type { Database, Sql } from '../db/database';
import type { Bus } from '../live/bus';
import { type LinkKind, linkStore } from './link-store';
import type { UserStore } from './user-store';

export interface InviteServiceDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly users: UserStore;
  readonly sessions: SessionStore;
  readonly passwords: PasswordHash;
  readonly audit: AuditService;
  readonly bus: Bus;
}

/** Whom a link is for, as its page greets them. */
export interface InviteState {
  readonly name: string;
  readonly email: string;
  readonly kind: LinkKind;
}

/** What happens at the other end of an invite or a reset link. */
export function createInviteService(deps: InviteServiceDeps) {
  const { database, clock, users, sessions, passwords, audit, bus } = deps;

  async function ownerOf(
    sql: Sql,
    link: Awaited<ReturnType<typeof linkStore.find>>,
  ): Promise<(InviteState & { readonly id: string }) | undefined> {
    const user = link && (await users.find(sql, link.userId));
    if (link === undefined || user === undefined || user.disabled) return undefined;
    return { id: user.id, name: user.name, email: user.email, kind: link.kind };
  }

  return {
    /** Null for a code that is wrong, used or expired. */
    async state(code: string): Promise<InviteState | null> {
      const owner = await ownerOf(database, await linkStore.find(database, code, clock.wallMs()));
      return owner === undefined
        ? null
        : { name: owner.name, email: owner.email, kind: owner.kind };
    },

    /**
     * Sets the password and ends whatever was signed in with the old one. Signing in is a request
     * of its own.
     * @throws {AppError} FORBIDDEN for a code that is wrong, used or expired; INVALID for a password
     * that is too easy
     */
    async accept(address: string, { code, name, password }: LinkAnswer): Promise<void> {
      const known = await ownerOf(database, await linkStore.find(database, code, clock.wallMs()));
      if (known === undefined) throw badLink();
      checkPassword(password, { name, email: known.email });
      const hash = await passwords.hash(password);
      await database.transaction(async (sql) => {
        const taken = await ownerOf(sql, await linkStore.take(sql, code, clock.wallMs()));
        if (taken === undefined) throw badLink();
        await users.setPassword(sql, taken.id, randomUUID(), hash);
        await users.rename(sql, taken.id, name);
        await sessions.endAll(sql, taken.id);
        await audit.record(sql, {
          by: { name: taken.email, address },
          action: taken.kind === 'invite' ? 'user.accept' : 'user.password',
          target: `user:${taken.id}`,
          targetName: name,
          after: { by: 'link' },
        });
      });
      bus.publish({ kind: 'access', userId: known.id });
    },
  };
}

function badLink(): AppError {
  return new AppError(
    'FORBIDDEN',
    'This link is wrong, used or expired. Ask the admin who sent it for a new one.',
  );
}
