import { userInfo } from 'node:os';
import { env } from 'node:process';

export interface CliEnvironment {
  /** The data directory that is meant when none is named. */
  readonly data: string | undefined;
  readonly databaseUrl: string | undefined;
  /** Who asks, also behind sudo; for the audit log. */
  readonly user: string;
}

export function readCliEnvironment(): CliEnvironment {
  return {
    data: env.OPSBRO_DATA || undefined,
    databaseUrl: env.DATABASE_URL || undefined,
    user: env.SUDO_USER || userInfo().username,
  };
}
