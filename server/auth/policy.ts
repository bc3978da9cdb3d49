import { type Grant, mayActAs, type Role } from '@/common/domain/user';
import { AppError } from '@/common/errors';
import type { Actor } from './actor';

/** What a procedure asks of its caller; every procedure has one, and a test walks them all. */
export interface Policy {
  readonly role: Role | 'anyone';
  readonly grant?: Grant;
  /** Dangerous: the person must have given the password within the last minutes; no token will do. */
  readonly proven?: true;
}

export interface Call {
  /** `nodes.edit` */
  readonly path: string;
  readonly type: 'query' | 'mutation' | 'subscription';
}

const PROVEN_MS_MAX = 5 * 60_000;

/** What a client shows a password form for. */
const PROVE_AGAIN = 'Confirm with your password first: this is asked before dangerous actions.';

/** For machines, beside the message; a page opens the password form for it and repeats the call. */
export function reasonOf(error: unknown): 'prove-again' | null {
  return AppError.is(error) && error.message === PROVE_AGAIN ? 'prove-again' : null;
}

/**
 * @throws {AppError} UNAUTHENTICATED for nobody; FORBIDDEN with what is missing.
 */
export function authorise(
  policy: Policy,
  actor: Actor | undefined,
  call: Call,
  nowMs: number,
): Actor {
  if (actor === undefined) throw new AppError('UNAUTHENTICATED', 'Sign in first.');
  const { user, door } = actor;
  if (policy.role !== 'anyone' && !mayActAs(user, policy.role)) {
    throw new AppError('FORBIDDEN', `This needs the role ${policy.role}; yours is ${user.role}.`);
  }
  if (policy.grant !== undefined && !user.grants.includes(policy.grant)) {
    throw new AppError(
      'FORBIDDEN',
      `This needs the extra permission "${policy.grant}"; an admin can give it under Settings, Users.`,
    );
  }
  if (door.kind === 'token') checkScope(policy, door, call);
  if (door.kind === 'browser' && policy.proven && nowMs - door.provenMs > PROVEN_MS_MAX) {
    throw new AppError('FORBIDDEN', PROVE_AGAIN);
  }
  return actor;
}

function checkScope(
  policy: Policy,
  door: Extract<Actor['door'], { kind: 'token' }>,
  { path, type }: Call,
): void {
  if (policy.proven) {
    throw new AppError('FORBIDDEN', 'No token may do this: sign in to the dashboard for it.');
  }
  // What its owner was given extra is not in every script of his: it has to be named.
  if (policy.grant !== undefined && !door.scopes.includes(policy.grant)) {
    throw new AppError('FORBIDDEN', `The token "${door.name}" lacks the scope ${policy.grant}.`);
  }
  const area = path.split('.', 1)[0] ?? '';
  const right = type === 'mutation' ? 'write' : 'read';
  if (door.scopes.includes(`${area}:${right}`) || door.scopes.includes(`*:${right}`)) return;
  throw new AppError('FORBIDDEN', `The token "${door.name}" lacks the scope ${area}:${right}.`);
}
