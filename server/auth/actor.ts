import type { User } from '@/common/domain/user';

/** Who does something, and through which door; read from the session or token, never from an input. */
export interface Actor {
  readonly user: User;
  readonly door: Door;
  /** Where it came from; empty for the console. */
  readonly address: string;
}

export type Door =
  | {
      readonly kind: 'browser';
      readonly sessionId: string;
      /** When its person last gave the password or a code, wall clock. */
      readonly provenMs: number;
    }
  | {
      readonly kind: 'token';
      readonly tokenId: string;
      readonly name: string;
      /** `nodes:read`, `nodes:write`, `*:read` …; see `ApiToken.scopes`. */
      readonly scopes: readonly string[];
    }
  /** The local socket of the server's own machine, which only its own user can open. */
  | { readonly kind: 'console' };

/** As the audit log and the timeline name a door. */
export function doorName(door: Door): string {
  return door.kind === 'token' ? `token:${door.name}` : door.kind;
}
