import { z } from 'zod';
import {
  GRANTS,
  type Grant,
  PASSWORD_LENGTH_MAX,
  PASSWORD_LENGTH_MIN,
  ROLES,
  type Role,
  type User,
} from './user';

const id = z.string().min(1).max(64);
const personName = z.string().trim().min(1, 'Say what to call you.').max(64);

/** Of a password that is being chosen; which ones are too easy the server says besides. */
const newPassword = z
  .string()
  .min(PASSWORD_LENGTH_MIN, `At least ${PASSWORD_LENGTH_MIN} characters.`)
  .max(PASSWORD_LENGTH_MAX, `At most ${PASSWORD_LENGTH_MAX} characters.`);

export const userTarget = z.strictObject({ userId: id });
export const sessionTarget = z.strictObject({ sessionId: id });
export const accountName = z.strictObject({ name: personName });

export const invitation = z.strictObject({
  name: z.string().trim().min(1, 'Say whom you invite.').max(64),
  email: z.email('This is not an e-mail address.').max(254),
  role: z.enum(ROLES),
});
export type Invitation = z.infer<typeof invitation>;

export const userEdit = z.strictObject({
  userId: id,
  role: z.enum(ROLES),
  grants: z.array(z.enum(GRANTS)).max(GRANTS.length),
  disabled: z.boolean(),
});
export type UserEdit = z.infer<typeof userEdit>;

const linkCode = z.string().min(1).max(128);
export const linkQuestion = z.strictObject({ code: linkCode });

/** What whoever follows an invite or a reset link answers it with. */
export const linkAnswer = z.strictObject({
  code: linkCode,
  name: personName,
  password: newPassword,
});
export type LinkAnswer = z.infer<typeof linkAnswer>;

/** The password once more, and a code of the second factor where there is one. */
export const identityProof = z.strictObject({
  password: z.string().min(1).max(PASSWORD_LENGTH_MAX),
  code: z
    .string()
    .regex(/^\d{6}$/, 'Six digits.')
    .optional(),
});
export type IdentityProof = z.infer<typeof identityProof>;

/** One account, as those see it who look after accounts. */
export interface UserRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly grants: readonly Grant[];
  readonly disabled: boolean;
  readonly twoFactor: boolean;
  readonly createdMs: number;
  /** Null before the first time. */
  readonly lastSignInMs: number | null;
  /** How many are open. */
  readonly sessions: number;
}

/** One's own account. */
export interface AccountDetail {
  readonly user: User;
  readonly twoFactor: boolean;
  /** False for whoever has only ever come by the organisation's sign-in. */
  readonly hasPassword: boolean;
  /** When the password was given last; 0 at a door that knows no password. */
  readonly provenMs: number;
  /** Empty at a door that is no browser. */
  readonly sessionId: string;
}

/** A browser that is signed in. */
export interface SessionRow {
  readonly id: string;
  readonly current: boolean;
  readonly address: string;
  readonly userAgent: string;
  readonly createdMs: number;
  readonly lastSeenMs: number;
  readonly expiresMs: number;
  readonly provenMs: number;
}

/** A one-time address that lets somebody choose a password; shown once. */
export interface OneTimeLink {
  readonly link: string;
  readonly expiresMs: number;
}
