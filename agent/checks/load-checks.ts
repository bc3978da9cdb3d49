import { type CheckLife, type Instant, newCheckLife } from '@/common/domain/check-life';
import { AppError } from '@/common/errors';
import type { Language } from '@/common/expression/parser';
import type { Log } from '@/common/log';
import type { Pack } from '../packs/pack-tree';
import { parameterScope } from '../packs/parameter-scope';
import { CheckEntry } from './check-entry';
import { compileCheck } from './compiled-check';

/** What a pack gives to checks. */
export type CheckPack = Pick<Pack, 'name' | 'parameters' | 'files'>;

export interface CheckLoading {
  readonly language: Language;
  readonly log: Log;
  readonly at: Instant;
  /** Those that were there before, which keep how they stand. */
  readonly before: ReadonlyMap<string, CheckEntry>;
  /** How those stood that an earlier run of the agent wrote down. */
  readonly kept: ReadonlyMap<string, CheckLife>;
}

/** The checks of these packs that are on, by id; one that is wrong is logged and left out. */
export function loadChecks(
  packs: readonly CheckPack[],
  { language, log, at, before, kept }: CheckLoading,
): ReadonlyMap<string, CheckEntry> {
  const entries = new Map<string, CheckEntry>();
  for (const pack of packs) {
    const parameters = parameterScope(pack);
    for (const file of pack.files.checks.filter(({ enabled }) => enabled)) {
      try {
        const check = compileCheck(file, language);
        const former = before.get(check.id);
        const isKept = kept.has(check.id);
        const life = former?.life ?? kept.get(check.id) ?? newCheckLife(at);
        const past = { life, former, isKept };
        entries.set(check.id, new CheckEntry(check, parameters, past, at.nowMs));
      } catch (error) {
        if (!AppError.is(error)) throw error;
        log.error('check cannot be loaded', { reason: error.message });
      }
    }
  }
  return entries;
}
