import { randomUUID } from 'node:crypto';
import type { Clock } from '@/common/clock';
import type { Invitation, OneTimeLink, UserEdit, UserRow } from '@/common/domain/account';
import { AppError } from '@/common/errors';
import type { AuditService } from '../audit/audit-service';
import type { Actor } from '../auth/actor';
import type { LoginLimiter } from '../auth/login-limiter';
import type { SessionStore } from '../auth/session-store';
import type { Database, Sql } from '../db/database';
import type { Bus } from '../live/bus';
import type { TimelineService } from '../timeline/timeline-service';
import { LINK_LIFE_MS, type LinkKind, linkStore } from './link-store';
import type { UserStore } from './user-store';

export interface UserServiceDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly users: UserStore;
  readonly sessions: SessionStore;
  readonly limiter: LoginLimiter;
  readonly audit: AuditService;
  readonly timeline: TimelineService;
  readonly bus: Bus;
  /** Where people reach the server, for the links. */
  readonly origin: string;
}

interface Change {
  readonly action: string;
  readonly before?: object;
  readonly after?: object;
}

/** Accounts, as an admin looks after them. Whatever changes somebody's rights closes what is open. */
export function createUserService(deps: UserServiceDeps) {
  const desk = createDesk(deps);
  return {
    list: (): Promise<readonly UserRow[]> => deps.users.list(),
    ...linkChanges(deps, desk),
    ...rightChanges(deps, desk),
    ...accessChanges(deps, desk),
  };
}

type Desk = ReturnType<typeof createDesk>;

/** What every change has in common. */
function createDesk({ database, clock, users, audit, timeline, origin }: UserServiceDeps) {
  return {
    /** One account, its change and the row that tells of it, all or nothing. */
    change: (
      by: Actor,
      userId: string,
      work: (sql: Sql, user: UserRow) => Promise<Change>,
    ): Promise<UserRow> =>
      database.transaction(async (sql) => {
        const user = (await users.find(sql, userId)) ?? missing();
        const told = await work(sql, user);
        await audit.record(sql, { by, target: `user:${user.id}`, targetName: user.name, ...told });
        return user;
      }),

    tell: (by: Actor, text: string): Promise<void> =>
      timeline.record({ kind: 'user-edited', nodeId: null, actor: by.user.name, text }),

    async link(sql: Sql, userId: string, kind: LinkKind): Promise<OneTimeLink> {
      const nowMs = clock.wallMs();
      const code = await linkStore.issue(sql, userId, kind, nowMs);
      return { link: `${origin}/invite#${code}`, expiresMs: nowMs + LINK_LIFE_MS };
    },
  };
}

function linkChanges({ database, users, audit }: UserServiceDeps, { change, tell, link }: Desk) {
  return {
    /** @throws {AppError} CONFLICT when the address has an account */
    async invite(by: Actor, { name, email, role }: Invitation): Promise<OneTimeLink> {
      const user = { id: randomUUID(), name, email: email.toLowerCase(), role };
      const made = await database.transaction(async (sql) => {
        if (!(await users.add(sql, user))) {
          throw new AppError('CONFLICT', `${user.email} has an account already: edit that one.`);
        }
        const after = { email: user.email, role };
        const target = { target: `user:${user.id}`, targetName: name };
        await audit.record(sql, { by, action: 'user.invite', ...target, after });
        return link(sql, user.id, 'invite');
      });
      await tell(by, `${by.user.name} invited ${name} as ${role}`);
      return made;
    },

    /** A new password without the old one; the second factor stays. */
    async resetLink(by: Actor, userId: string): Promise<OneTimeLink> {
      let made: OneTimeLink | undefined;
      await change(by, userId, async (sql, { lastSignInMs }) => {
        made = await link(sql, userId, lastSignInMs === null ? 'invite' : 'reset');
        return { action: 'user.reset-link' };
      });
      return made ?? missing();
    },
  };
}

function rightChanges(deps: UserServiceDeps, { change, tell }: Desk) {
  const { clock, users, sessions, bus } = deps;
  return {
    /** @throws {AppError} NOT_FOUND; CONFLICT when nobody would be left to look after accounts */
    async edit(by: Actor, { userId, role, grants, disabled }: UserEdit): Promise<void> {
      const user = await change(by, userId, async (sql, before) => {
        if (role !== 'admin' || disabled) await keepAnAdmin(sql, users, userId);
        const disabledAt = disabled ? new Date(clock.wallMs()) : null;
        await users.change(sql, userId, { role, grants: [...new Set(grants)], disabledAt });
        if (disabled) await sessions.endAll(sql, userId);
        return { action: 'user.edit', ...difference(before, { role, grants, disabled }) };
      });
      bus.publish({ kind: 'access', userId });
      await tell(by, `${by.user.name} changed what ${user.name} may do`);
    },

    /** @throws {AppError} NOT_FOUND; CONFLICT when nobody would be left to look after accounts */
    async remove(by: Actor, userId: string): Promise<void> {
      const { name } = await change(by, userId, async (sql, { email, role }) => {
        await keepAnAdmin(sql, users, userId);
        await linkStore.forget(sql, userId);
        await users.remove(sql, userId);
        return { action: 'user.remove', before: { email, role } };
      });
      bus.publish({ kind: 'access', userId });
      await tell(by, `${by.user.name} removed the account of ${name}`);
    },
  };
}

function accessChanges({ users, sessions, limiter, bus }: UserServiceDeps, { change }: Desk) {
  return {
    async endSessions(by: Actor, userId: string): Promise<void> {
      await change(by, userId, async (sql) => {
        const ended = await sessions.endAll(sql, userId);
        return { action: 'session.end', after: { ended: ended.length } };
      });
      bus.publish({ kind: 'access', userId });
    },

    /** For somebody who lost the telephone; whatever was open is closed. */
    async resetTwoFactor(by: Actor, userId: string): Promise<void> {
      await change(by, userId, async (sql) => {
        await users.dropTwoFactor(sql, userId);
        await sessions.endAll(sql, userId);
        return { action: 'two-factor.off' };
      });
      bus.publish({ kind: 'access', userId });
    },

    /** Lets somebody try again who was locked out after too many tries. */
    async unlock(by: Actor, userId: string): Promise<void> {
      const { email } = await change(by, userId, async (sql) => {
        await users.unlockTwoFactor(sql, userId);
        return { action: 'user.unlock' };
      });
      await limiter.unlock(email);
    },
  };
}

async function keepAnAdmin(sql: Sql, users: UserStore, withoutId: string): Promise<void> {
  const admins = await users.lockAdmins(sql);
  if (!admins.includes(withoutId) || admins.length > 1) return;
  throw new AppError(
    'CONFLICT',
    'This is the last admin who can sign in. Make somebody else an admin first.',
  );
}

/** Only what changed, before and after. */
function difference(
  before: Pick<UserRow, 'role' | 'grants' | 'disabled'>,
  after: Pick<UserRow, 'role' | 'grants' | 'disabled'>,
): { before: object; after: object } {
  const keys = (['role', 'grants', 'disabled'] as const).filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
  );
  const of = (values: typeof before) => Object.fromEntries(keys.map((key) => [key, values[key]]));
  return { before: of(before), after: of(after) };
}

function missing(): never {
  throw new AppError('NOT_FOUND', 'There is no such account (any more).');
}
