import type { Clock } from '@/common/clock';
import { GRANTS, ROLES, type User } from '@/common/domain/user';
import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import type { Actor } from './actor';
import { SEEN_EVERY_MS, SESSION_IDLE_MS_MAX, type SessionStore } from './session-store';

/** Somebody who was recognised, and until when that holds, wall clock. */
export interface Recognised {
  readonly actor: Actor;
  readonly untilMs: number;
}

/** What the library finds of a session; its types do not survive its options being made elsewhere. */
export interface FoundSession {
  readonly session: {
    readonly id: string;
    readonly createdAt: Date;
    /** The last use. */
    readonly updatedAt: Date;
    readonly expiresAt: Date;
    readonly provenAt?: Date | null | undefined;
  };
  readonly user: FoundUser;
}

export interface FoundUser {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role?: unknown;
  readonly grants?: unknown;
  readonly disabledAt?: Date | null | undefined;
}

interface RecognitionDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly sessions: SessionStore;
}

/** Tells whose session it is, and lets go of those that are idle or belong to a disabled account. */
export function createRecognition({ clock, log, sessions }: RecognitionDeps) {
  /** A disk that is full takes nothing, and still people may look. */
  async function seen(id: string, address: string, nowMs: number): Promise<void> {
    await sessions.seen(id, address, nowMs).catch((error: unknown) => {
      log.warn('last use of a session not kept', { reason: messageOf(error) });
    });
  }

  return async ({ session, user }: FoundSession, address: string) => {
    const nowMs = clock.wallMs();
    const seenMs = session.updatedAt.getTime();
    const untilMs = Math.min(seenMs + SESSION_IDLE_MS_MAX, session.expiresAt.getTime());
    if (untilMs <= nowMs || (user.disabledAt ?? null) !== null) return undefined;
    if (nowMs - seenMs > SEEN_EVERY_MS) await seen(session.id, address, nowMs);
    const provenMs = (session.provenAt ?? session.createdAt).getTime();
    const door = { kind: 'browser', sessionId: session.id, provenMs } as const;
    return { actor: { user: userOf(user), door, address }, untilMs } satisfies Recognised;
  };
}

/** What is no role of ours is the least, and what is no grant of ours is none. */
export function userOf({ id, name, email, role, grants }: FoundUser): User {
  const given: readonly unknown[] = Array.isArray(grants) ? grants : [];
  return {
    id,
    name,
    email,
    role: ROLES.find((one) => one === role) ?? 'viewer',
    grants: GRANTS.filter((grant) => given.includes(grant)),
  };
}
