import type { Clock } from '@/common/clock';
import type { TokenScope } from '@/common/domain/api-token';
import type { Log } from '@/common/log';
import type { AuditService } from '../audit/audit-service';
import type { Database } from '../db/database';
import type { Bus } from '../live/bus';
import type { TimelineService } from '../timeline/timeline-service';
import { createTokenRecognition } from '../tokens/token-recognition';
import { createTokenService } from '../tokens/token-service';
import { createTokenStore } from '../tokens/token-store';
import { createAccountService } from '../users/account-service';
import { createInviteService } from '../users/invite-service';
import { createUserService } from '../users/user-service';
import { createUserStore } from '../users/user-store';
import { createAuth } from './auth';
import { createDoorkeeper, stillAllowed } from './doorkeeper';
import { createLoginLimiter } from './login-limiter';
import type { OidcConfig } from './oidc';
import { createOpenConnections } from './open-connections';
import { createPasswordHash, type PasswordCost } from './password-hash';
import { openSecret } from './secret';
import { createSessionStore } from './session-store';
import { createSetUpService } from './set-up-service';
import { createSignInJournal } from './sign-in-journal';

export interface AccountPartDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly bus: Bus;
  readonly audit: AuditService;
  readonly timeline: TimelineService;
  /** The server's part of the data directory. */
  readonly directory: string;
  readonly origin: string;
  readonly oidc?: OidcConfig | undefined;
  /** What a password's hash costs; the usual where it is not given. */
  readonly passwordCost?: PasswordCost | undefined;
  /** Those that a token can have. */
  readonly scopes: readonly TokenScope[];
}

export type AccountPart = ReturnType<typeof openAccountPart>;

/** Makes all that decides who somebody is, and keeps who is let in. */
export function openAccountPart(deps: AccountPartDeps) {
  const { database, clock, directory, oidc } = deps;
  const log = deps.log.part('auth');
  const passwords = createPasswordHash(deps.passwordCost);
  const limiter = createLoginLimiter(database);
  const shared = {
    ...deps,
    log,
    passwords,
    limiter,
    sessions: createSessionStore(database),
    users: createUserStore(database),
    tokens: createTokenStore(database),
  };
  const journal = createSignInJournal(shared);
  const auth = createAuth({ ...shared, journal, oidc, secret: openSecret(directory) });
  const tokens = createTokenRecognition(shared);
  const connections = createOpenConnections({
    ...shared,
    stillOpen: (actors) => stillAllowed(database, actors, clock.wallMs()),
  });

  return {
    services: {
      account: createAccountService({ ...shared, auth }),
      auth,
      connections,
      doorkeeper: createDoorkeeper({ auth, tokens }),
      invites: createInviteService(shared),
      setUp: createSetUpService(shared),
      tokens: createTokenService(shared),
      users: createUserService(shared),
    },
    stop: () => connections.stop(),
  };
}
