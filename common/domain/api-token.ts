import { z } from 'zod';

const TOKEN_DAYS_MAX = 365;
const SCOPES_MAX = 64;

export const newToken = z.strictObject({
  name: z.string().trim().min(1, 'Say what the token is for.').max(64),
  /** `nodes:read`, `nodes:write`, `*:read` …; see `tokens.scopes`. */
  scopes: z
    .array(z.string().min(1).max(64))
    .min(1, 'Choose at least one thing that the token may do.')
    .max(SCOPES_MAX),
  expiresInDays: z.int().min(1).max(TOKEN_DAYS_MAX, `At most ${TOKEN_DAYS_MAX} days.`),
  /** `10.0.0.0/8`, `192.0.2.7`; empty for any address. */
  addressRange: z.string().trim().max(64).default(''),
});
export type NewToken = z.infer<typeof newToken>;

export const tokenTarget = z.strictObject({ tokenId: z.string().min(1).max(64) });
export const tokenQuery = z
  .strictObject({ all: z.boolean().default(false) })
  .default({ all: false });

/** A key for scripts, as its owner and admins see it; the secret itself is shown once only. */
export interface TokenRow {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly addressRange: string;
  readonly createdMs: number;
  readonly expiresMs: number;
  /** Within a minute; null while it was never used. */
  readonly lastUsedMs: number | null;
  readonly lastAddress: string;
  readonly revoked: boolean;
  readonly userName: string;
  readonly own: boolean;
}

export interface IssuedToken {
  readonly id: string;
  /** `opsk_<id>_<secret>`; not kept, so it cannot be shown again. */
  readonly token: string;
  readonly expiresMs: number;
}

export interface TokenScope {
  readonly scope: string;
  readonly help: string;
}
