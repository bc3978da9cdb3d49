import { readFileSync } from 'node:fs';
import type { Clock } from '@/common/clock';
import type { Log } from '@/common/log';
import { type Announcement, announcement, REPORT_LIMITS } from '@/common/protocol/report';
import { wire } from '@/common/protocol/wire';
import { DurableFile } from './durable-file';
import { encodeRecord, scanRecords } from './record';

export type AnnouncedSeries = Announcement['series'][number];

/** Which series are behind the slots of an epoch, for a later run that sends its reports. */
export class SeriesFile {
  readonly #file: DurableFile;

  /** @throws {Error} when the disk does not take a new file. */
  constructor(path: string, clock: Clock, log: Log) {
    this.#file = new DurableFile(path, clock, log);
  }

  /** Durable at once: a sample without its series is worth nothing. A record for each series. */
  append(series: readonly AnnouncedSeries[]): void {
    const records = series.map((one) =>
      encodeRecord({ sequence: one.slot, samples: 0, atMs: 0, payload: wire.encode(one) }),
    );
    this.#file.append(Buffer.concat(records), true);
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

/** The series of an earlier epoch, as many at a time as may be announced at once. */
export function* readSeriesFile(path: string, epoch: string): Generator<Announcement> {
  let series: AnnouncedSeries[] = [];
  for (const { payload } of scanRecords(readFileSync(path)).records) {
    const parsed = announcement.shape.series.element.safeParse(wire.decode(payload));
    if (parsed.success) series.push(parsed.data);
    if (series.length < REPORT_LIMITS.announcedAtOnce) continue;
    yield { epoch, series };
    series = [];
  }
  if (series.length > 0) yield { epoch, series };
}
