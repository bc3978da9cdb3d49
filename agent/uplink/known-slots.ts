import type { Report, SampleFrame } from '@/common/protocol/report';
import { eachSample, frameLength, packFrame } from '@/common/protocol/sample-frame';
import { addLoss, type Loss } from './outbox/loss';

/** The part of a report that somebody can make sense of, and the rest as a loss. */
export function keepKnownSlots(
  report: Report,
  known: ReadonlySet<number>,
): { readonly report: Report; readonly loss: Loss | null } {
  let loss: Loss | null = null;
  const frames: SampleFrame[] = [];
  for (const frame of report.frames) {
    const kept = keepKnown(frame, known);
    const samples = frameLength(frame) - frameLength(kept);
    if (samples > 0) {
      loss = addLoss(loss, { samples, reports: 0, fromMs: frame.atMs, toMs: frame.atMs });
    }
    if (frameLength(kept) > 0) frames.push(kept);
  }
  return loss === null ? { report, loss } : { report: { ...report, frames }, loss };
}

function keepKnown(frame: SampleFrame, known: ReadonlySet<number>): SampleFrame {
  const slots: number[] = [];
  const values: number[] = [];
  eachSample(frame, (slot, value) => {
    if (!known.has(slot)) return;
    slots.push(slot);
    values.push(value);
  });
  return slots.length === frameLength(frame) ? frame : packFrame(frame.atMs, slots, values);
}
