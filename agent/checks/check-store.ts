import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { CHECK_STATES, checkResult, RESULT_STATES } from '@/common/domain/check';
import { FLAP_RESULTS } from '@/common/domain/check-flapping';
import type { CheckLife } from '@/common/domain/check-life';
import { type CheckHistoryEntry, checkHistoryEntry } from '@/common/domain/check-report';
import { moment } from '@/common/domain/moment';
import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import { hasErrno, writeFileAtomic } from '@/common/node/atomic-file';

/** The life of a check on disk: monotonic times mean nothing to another run of the agent. */
const storedLife = z.object({
  state: z.enum(CHECK_STATES),
  sinceMs: moment,
  soft: z
    .object({ state: z.enum(RESULT_STATES), attempt: z.int().min(1), lastedMs: z.number().min(0) })
    .nullable(),
  problem: z.enum(['warning', 'critical']).nullable(),
  isFlapping: z.boolean(),
  recent: z.array(z.enum(RESULT_STATES)).max(FLAP_RESULTS),
  last: checkResult.extend({ atMs: moment }).nullable(),
});

const file = z.object({
  version: z.literal(1),
  checks: z.record(z.string(), z.unknown()),
  history: z.array(z.unknown()),
});

/** All that is kept of checks. */
export interface KeptChecks {
  readonly lives: ReadonlyMap<string, CheckLife>;
  /** Oldest first. */
  readonly history: readonly CheckHistoryEntry[];
}

const NOTHING: KeptChecks = { lives: new Map(), history: [] };

/** Where the states of checks outlive the agent: one file, replaced as a whole. */
export class CheckStore {
  readonly #path: string;
  readonly #log: Log;

  constructor(path: string, log: Log) {
    this.#path = path;
    this.#log = log;
  }

  /** What is damaged is left out, and nothing else with it. */
  read(nowMs: number): KeptChecks {
    try {
      const { checks, history } = file.parse(JSON.parse(readFileSync(this.#path, 'utf8')));
      const lives = new Map<string, CheckLife>();
      for (const [id, stored] of Object.entries(checks)) {
        const read = storedLife.safeParse(stored);
        if (read.success) lives.set(id, revived(read.data, nowMs));
        else this.#log.warn('the kept state of a check is unusable', { check: id });
      }
      const entries = history.flatMap((entry) => checkHistoryEntry.safeParse(entry).data ?? []);
      return { lives, history: entries };
    } catch (error) {
      if (!hasErrno(error, 'ENOENT')) {
        const fields = { path: this.#path, reason: messageOf(error) };
        this.#log.warn('kept states of checks are unusable, all begin anew', fields);
      }
      return NOTHING;
    }
  }

  /** A disk that does not take it costs a warning, never a check. */
  write({ lives, history }: KeptChecks, nowMs: number): void {
    const checks = Object.fromEntries([...lives].map(([id, life]) => [id, kept(life, nowMs)]));
    try {
      writeFileAtomic(this.#path, `${JSON.stringify({ version: 1, checks, history })}\n`);
    } catch (error) {
      this.#log.warn('states of checks not stored', { path: this.#path, reason: messageOf(error) });
    }
  }
}

function kept({ soft, ...life }: CheckLife, nowMs: number): z.input<typeof storedLife> {
  return {
    ...life,
    recent: [...life.recent],
    soft: soft && {
      state: soft.state,
      attempt: soft.attempt,
      lastedMs: Math.max(0, nowMs - soft.sinceNowMs),
    },
  };
}

function revived({ soft, ...life }: z.output<typeof storedLife>, nowMs: number): CheckLife {
  return {
    ...life,
    soft: soft && { state: soft.state, attempt: soft.attempt, sinceNowMs: nowMs - soft.lastedMs },
  };
}
