import type { SampleFrame } from './report';

const SLOT_BYTES = 4;
const VALUE_BYTES = 8;

/** Packs samples of one moment for the wire and the outbox. */
export function packFrame(
  atMs: number,
  slots: readonly number[],
  values: readonly number[],
): SampleFrame {
  const packedSlots = new Uint8Array(slots.length * SLOT_BYTES);
  const packedValues = new Uint8Array(slots.length * VALUE_BYTES);
  const slotView = new DataView(packedSlots.buffer);
  const valueView = new DataView(packedValues.buffer);
  for (let index = 0; index < slots.length; index++) {
    slotView.setUint32(index * SLOT_BYTES, slots[index] as number, true);
    valueView.setFloat64(index * VALUE_BYTES, values[index] as number, true);
  }
  return { atMs, slots: packedSlots, values: packedValues };
}

export function frameLength(frame: SampleFrame): number {
  return frame.slots.length / SLOT_BYTES;
}

/** Calls `visit` for each sample, without an object in between: this is the hot path of a server. */
export function eachSample(frame: SampleFrame, visit: (slot: number, value: number) => void): void {
  const slots = viewOf(frame.slots);
  const values = viewOf(frame.values);
  for (let index = 0, count = frameLength(frame); index < count; index++) {
    visit(slots.getUint32(index * SLOT_BYTES, true), values.getFloat64(index * VALUE_BYTES, true));
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
