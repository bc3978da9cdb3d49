import { z } from 'zod';

/** What a person may do; each includes the ones before. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Extra permissions that no role brings with it; nobody has one until an admin gives it. */
export const GRANTS = ['exec', 'enforce'] as const;
export type Grant = (typeof GRANTS)[number];

export interface User {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly grants: readonly Grant[];
}

export function mayActAs(user: User, role: Role): boolean {
  return ROLES.indexOf(user.role) >= ROLES.indexOf(role);
}

export const PASSWORD_LENGTH_MIN = 12;
export const PASSWORD_LENGTH_MAX = 128;

/** The first account of a server, made with the one-time set-up code. */
export const setUpRequest = z.strictObject({
  code: z.string().min(1).max(128),
  name: z.string().trim().min(1, 'Say what to call you.').max(64),
  email: z.email('This is not an e-mail address.').max(254),
  password: z
    .string()
    .min(PASSWORD_LENGTH_MIN, `At least ${PASSWORD_LENGTH_MIN} characters.`)
    .max(PASSWORD_LENGTH_MAX, `At most ${PASSWORD_LENGTH_MAX} characters.`),
});

export type SetUpRequest = z.infer<typeof setUpRequest>;
