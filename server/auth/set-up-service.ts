import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Clock } from '@/common/clock';
import type { SetUpRequest, User } from '@/common/domain/user';
import { AppError } from '@/common/errors';
import type { AuditService } from '../audit/audit-service';
import type { Database } from '../db/database';
import type { TimelineService } from '../timeline/timeline-service';
import type { PasswordHash } from './password-hash';
import { checkPassword } from './password-rules';

export interface SetUpServiceDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly timeline: TimelineService;
  readonly audit: AuditService;
  readonly passwords: PasswordHash;
}

const CODE_LIFE_MS = 60 * 60_000;
const GUESSES_MAX = 10;

/**
 * The first account. There is no default password and no open registration: whoever reads the
 * one-time code on the console that started the server becomes its first admin.
 */
export function createSetUpService(deps: SetUpServiceDeps) {
  const { database, clock, timeline, audit, passwords } = deps;
  let open: { digest: Buffer; untilMs: number; guessesLeft: number } | undefined;

  const isNeeded = async () => (await database.prisma.user.count()) === 0;

  function check(code: string): void {
    const known = open;
    const right = known !== undefined && timingSafeEqual(known.digest, digestOf(code));
    if (known !== undefined && !right) known.guessesLeft -= 1;
    if (known === undefined || !right || known.guessesLeft <= 0 || clock.nowMs() > known.untilMs) {
      throw new AppError(
        'FORBIDDEN',
        'This set-up code is wrong, used or expired. Start the server again: it prints a new link.',
      );
    }
  }

  return {
    async state(): Promise<{ needed: boolean }> {
      return { needed: await isNeeded() };
    },

    /**
     * A new code, which replaces the one before; only ever shown on the console that started the
     * server. `undefined` when there is an account already.
     */
    async issueCode(): Promise<string | undefined> {
      if (!(await isNeeded())) return undefined;
      const code = randomBytes(20).toString('base64url');
      open = {
        digest: digestOf(code),
        untilMs: clock.nowMs() + CODE_LIFE_MS,
        guessesLeft: GUESSES_MAX,
      };
      return code;
    },

    /**
     * @throws {AppError} CONFLICT when there is an account already; FORBIDDEN for a code that is
     * wrong, used or expired; INVALID for a password that is too easy.
     */
    async createFirstAdmin(wanted: SetUpRequest, address: string): Promise<User> {
      if (!(await isNeeded())) throw taken();
      check(wanted.code);
      checkPassword(wanted.password, wanted);
      const password = await passwords.hash(wanted.password);
      const id = randomUUID();
      const email = wanted.email.toLowerCase();
      await database.transaction(async (sql) => {
        // Else two who ask at the same moment would both see that there is nobody.
        await sql.query('LOCK TABLE "User" IN SHARE ROW EXCLUSIVE MODE');
        const { affected } = await sql.query(
          `INSERT INTO "User" (id, name, email, role, "updatedAt")
           SELECT $1, $2, $3, 'admin', now() WHERE NOT EXISTS (SELECT 1 FROM "User")`,
          [id, wanted.name, email],
        );
        if (affected === 0) throw taken();
        await sql.query(
          `INSERT INTO "Account" (id, "accountId", "providerId", "userId", password, "updatedAt")
           VALUES ($1, $2, 'credential', $2, $3, now())`,
          [randomUUID(), id, password],
        );
        await audit.record(sql, {
          by: { name: email, address },
          action: 'user.set-up',
          target: `user:${id}`,
          targetName: wanted.name,
          after: { email, role: 'admin' },
        });
      });
      open = undefined;
      const text = `${wanted.name} became the first admin`;
      await timeline.record({ kind: 'user-created', nodeId: null, actor: wanted.name, text });
      return { id, name: wanted.name, email, role: 'admin', grants: [] };
    },
  };
}

function taken(): AppError {
  return new AppError('CONFLICT', 'This server has its first account already. Sign in instead.');
}

function digestOf(code: string): Buffer {
  return createHash('sha256').update(code).digest();
}
