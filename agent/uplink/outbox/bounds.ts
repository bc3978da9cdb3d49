import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import type { Loss } from './loss';
import type { OutboxLimits } from './outbox-limits';
import type { Segment } from './segment';
import { stripSegment } from './strip';

export interface BoundsContext {
  readonly limits: OutboxLimits;
  readonly wallMs: number;
  /** What the disk lacks to the space that is to stay free on it; read anew with each call. */
  readonly missingBytes: () => number;
  readonly isHeld: (segment: Segment, sequence: number) => boolean;
  readonly seal: (segment: Segment) => void;
  readonly lose: (cause: string, loss: Loss) => void;
  readonly settle: (segment: Segment) => void;
  readonly log: Log;
}

/** Gives up what is too old, then the oldest samples, then the oldest reports, until all fits. */
export function enforceBounds(segments: readonly Segment[], context: BoundsContext): void {
  const { limits } = context;
  enforceOn(segments, 'disk', limits.bytes, context);
  enforceOn(segments, 'memory', limits.memoryBytes, context);
  enforceFloor(segments, context);
}

/**
 * Leaves the disk to others when it gets short: the oldest samples go. States and events weigh
 * little and stay, and so does the segment that is being written.
 */
function enforceFloor(segments: readonly Segment[], context: BoundsContext): void {
  const written = segments.filter(({ place }) => place === 'disk').slice(0, -1);
  for (const segment of written) {
    if (segment.stripped) continue;
    if (context.missingBytes() === 0 || !giveUpSamples(segment, context)) return;
  }
}

function enforceOn(
  segments: readonly Segment[],
  place: Segment['place'],
  bytesMax: number,
  context: BoundsContext,
): void {
  const here = () => segments.filter((segment) => segment.place === place);
  const isOver = () => here().reduce((sum, { bytes }) => sum + bytes, 0) > bytesMax;
  const oldestMs = context.wallMs - context.limits.ageMs;
  for (const segment of here()) {
    if (segment.stripped) continue;
    if (segment.lastMs >= oldestMs && !isOver()) break;
    if (!giveUpSamples(segment, context)) return;
  }
  for (const segment of here()) {
    if (!isOver()) return;
    giveUpReports(segment, context);
  }
}

/** @returns whether the disk let us */
function giveUpSamples(segment: Segment, context: BoundsContext): boolean {
  context.seal(segment);
  try {
    const { records, loss } = stripSegment(segment, (sequence) =>
      context.isHeld(segment, sequence),
    );
    if (loss !== null) context.lose(segment.name, loss);
    // A full disk has no room for the rest of a segment, but what has no rest needs none.
    if (records.length === 0) segment.pending.clear();
    else segment.replace(records);
  } catch (error) {
    context.log.warn('samples not given up', { reason: messageOf(error) });
    return false;
  }
  if (segment.pending.size === 0) context.settle(segment);
  return true;
}

function giveUpReports(segment: Segment, context: BoundsContext): void {
  context.seal(segment);
  context.lose(`whole ${segment.name}`, {
    samples: 0,
    reports: segment.pending.size,
    fromMs: segment.firstMs,
    toMs: segment.lastMs,
  });
  segment.pending.clear();
  context.settle(segment);
}
