import type { CheckState } from '@/common/domain/check';
import { Status, type StatusKind } from './status';

export const CHECK_STATUS: Readonly<Record<CheckState, { kind: StatusKind; word: string }>> = {
  ok: { kind: 'ok', word: 'OK' },
  warning: { kind: 'warning', word: 'Warning' },
  critical: { kind: 'critical', word: 'Critical' },
  unknown: { kind: 'unknown', word: 'Unknown' },
  stale: { kind: 'stale', word: 'Stale' },
  // It may have run: a first result that has to last does not count before it did.
  pending: { kind: 'pending', word: 'Pending' },
};

interface CheckStatusProps {
  readonly state: CheckState;
  /** Its node is silent: this is what it was. */
  readonly isOld?: boolean;
}

/** How a check stands, or stood when its node was last heard. */
export function CheckStatus({ state, isOld = false }: CheckStatusProps) {
  const { kind, word } = CHECK_STATUS[state];
  return isOld ? <Status kind="stale" word={`was ${word}`} /> : <Status kind={kind} word={word} />;
}
