import { packRow, SNAPSHOT } from './journal-row';

/** A snapshot is cut into rows of about this size. */
const SNAPSHOT_ROW_BYTES = 1_000_000;

/** The rows that hold packed samples of all series. */
export function* snapshotRows(records: readonly Uint8Array[]): Generator<Uint8Array> {
  let pending: Uint8Array[] = [];
  let sizeBytes = 0;
  for (const record of records) {
    pending.push(record);
    sizeBytes += record.length;
    if (sizeBytes < SNAPSHOT_ROW_BYTES) continue;
    yield packRow(SNAPSHOT, pending);
    pending = [];
    sizeBytes = 0;
  }
  if (pending.length > 0) yield packRow(SNAPSHOT, pending);
}
