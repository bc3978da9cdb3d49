import { type Report, report } from '@/common/protocol/report';
import { frameLength } from '@/common/protocol/sample-frame';
import { wire } from '@/common/protocol/wire';
import { addLoss, type Loss } from './loss';
import type { StoredRecord } from './record';
import type { Segment } from './segment';

export interface Stripped {
  readonly records: readonly StoredRecord[];
  readonly loss: Loss | null;
}

/**
 * What is left of a segment when its samples are given up: pending reports without their frames,
 * and only those that then still say something.
 * @param isHeld sequences that are on their way to the server just now; they stay whole
 */
export function stripSegment(segment: Segment, isHeld: (sequence: number) => boolean): Stripped {
  const records: StoredRecord[] = [];
  let loss: Loss | null = null;
  for (const record of segment.read()) {
    if (!segment.pending.has(record.sequence)) continue;
    const stored = isHeld(record.sequence) ? undefined : decodeReport(record);
    if (stored === undefined || stored.frames.length === 0) {
      records.push(record);
      continue;
    }
    loss = addLoss(loss, samplesOf(stored));
    if (saysMore(stored)) records.push(recordOf({ ...stored, frames: [] }));
  }
  return { records, loss };
}

/** A report as it is kept. */
export function recordOf(stored: Report): StoredRecord {
  return {
    sequence: stored.sequence,
    samples: stored.frames.reduce((sum, frame) => sum + frameLength(frame), 0),
    atMs: stored.atMs,
    payload: wire.encode(stored),
  };
}

/** @returns nothing when it is whole and yet no report, as after a change of format. */
export function decodeReport(record: StoredRecord): Report | undefined {
  try {
    return report.safeParse(wire.decode(record.payload)).data;
  } catch {
    return undefined;
  }
}

/** The samples of a report as a loss. */
export function samplesOf({ frames }: Report): Loss | null {
  return frames.reduce<Loss | null>(
    (loss, frame) =>
      addLoss(loss, {
        samples: frameLength(frame),
        reports: 0,
        fromMs: frame.atMs,
        toMs: frame.atMs,
      }),
    null,
  );
}

function saysMore({ frames: _frames, ...rest }: Report): boolean {
  return Object.values(rest).some((part) => Array.isArray(part) && part.length > 0);
}
