import type { DetectorState, GroupMembership } from '@/common/domain/detection';
import type { Output, Paint } from './output';

/** A shape and a word for each state: colour is never the only sign. */
const MARKS: Record<DetectorState, { readonly shape: string; readonly paint: Paint }> = {
  matched: { shape: '●', paint: 'green' },
  error: { shape: '▲', paint: 'red' },
  pending: { shape: '◌', paint: 'cyan' },
  'not-matched': { shape: '○', paint: 'dim' },
};

export function detectorStateText(state: DetectorState, out: Output): string {
  const { shape, paint } = MARKS[state];
  return out.paint(paint, `${shape} ${state}`);
}

/** Why a node is in a group: `given on the server`, `detected by system.os`. */
export function membershipText({
  source,
  detector,
}: Pick<GroupMembership, 'source' | 'detector'>): string {
  if (source === 'given') return 'given on the server';
  if (source === 'configured') return 'configured here';
  return source === 'detected' ? `detected by ${detector}` : `of the hosting, by ${detector}`;
}
