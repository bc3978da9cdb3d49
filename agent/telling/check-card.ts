import type { CheckCard } from '@/common/domain/check-told';
import { PACK_LEVELS } from '@/common/domain/pack';
import { type CompiledCheck, checkExpressions } from '../checks/compiled-check';

/** A check as its file defines it, to be told. */
export function checkCardOf(check: CompiledCheck): CheckCard {
  const { id, file, definition } = check;
  const { way, group, summary, intervalMs, attempts, forMs } = definition;
  return {
    id,
    name: file.name,
    pack: file.pack,
    level: file.level,
    path: file.path,
    hides: (file.hides ?? [])
      .slice(0, PACK_LEVELS.length)
      .map(({ level, path }) => ({ level, path })),
    summary,
    way: way.is,
    group: group ?? '',
    expressions: checkExpressions(check).map(({ key, program }) => ({ key, text: program.text })),
    command: way.is === 'plugin' ? [...way.words] : [],
    intervalMs,
    attempts,
    forMs,
    expectEveryMs: way.is === 'passive' ? way.expectEveryMs : null,
  };
}
