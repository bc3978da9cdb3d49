import type { CheckState } from '@/common/domain/check';
import type { CheckReport } from '@/common/domain/check-report';
import type { Output, Paint } from './output';

/** A shape and a word for each state: colour is never the only sign. */
const MARKS: Record<CheckState, { readonly shape: string; readonly paint: Paint }> = {
  critical: { shape: '▲', paint: 'red' },
  warning: { shape: '◆', paint: 'yellow' },
  unknown: { shape: '?', paint: 'yellow' },
  stale: { shape: '◇', paint: 'yellow' },
  pending: { shape: '◌', paint: 'cyan' },
  ok: { shape: '●', paint: 'green' },
};

/** What needs a person comes first. */
const ORDER = Object.keys(MARKS);

export function checkStateText(state: CheckState, out: Output): string {
  const { shape, paint } = MARKS[state];
  return out.paint(paint, `${shape} ${state}`);
}

/** `▲ 1 critical  ● 22 ok  1 not for this machine` */
export function checkCountsText(checks: readonly CheckReport[], out: Output): string {
  const own = checks.filter(({ applies }) => applies);
  const parts = Object.entries(MARKS).flatMap(([state, { shape, paint }]) => {
    const count = own.filter((check) => check.state === state).length;
    return count === 0 ? [] : [out.paint(paint, `${shape} ${count} ${state}`)];
  });
  const others = checks.length - own.length;
  if (others > 0) parts.push(out.paint('dim', `○ ${others} not for this machine`));
  return parts.length === 0 ? 'no checks' : parts.join('  ');
}

/** Worst first, then by name; what is not for this machine last. */
export function byUrgency(left: CheckReport, right: CheckReport): number {
  if (left.applies !== right.applies) return left.applies ? -1 : 1;
  const order = ORDER.indexOf(left.state) - ORDER.indexOf(right.state);
  return order === 0 ? left.id.localeCompare(right.id) : order;
}

/** The first line of the output, with what is known besides. */
export function checkNote({
  applies,
  reason,
  output,
  soft,
  attempts,
  isFlapping,
}: CheckReport): string {
  if (!applies) return reason;
  const notes: string[] = [];
  if (soft !== null) {
    notes.push(attempts > 1 ? `${soft.state}, attempt ${soft.attempt} of ${attempts}` : soft.state);
  }
  if (isFlapping) notes.push('flapping');
  const [line = ''] = output.split('\n');
  return notes.length === 0 ? line : `[${notes.join(', ')}] ${line}`;
}
