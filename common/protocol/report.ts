import { z } from 'zod';
import { checkHistoryEntry } from '../domain/check-report';
import { checkStanding } from '../domain/check-told';
import { collectorStatus } from '../domain/collector';
import { groupChange } from '../domain/detection';
import { memberChange } from '../domain/member';
import { seriesDescription } from '../domain/metric';
import { moment } from '../domain/moment';
import { nodeDocument } from '../domain/node-document';
import { agentEvent } from '../domain/timeline';

/** Bounds that both sides hold to; a report beyond them is refused, not cut. */
export const REPORT_LIMITS = {
  samples: 20_000,
  frames: 256,
  slots: 100_000,
  announcedAtOnce: 2_000,
  statuses: 256,
  facts: 64,
  events: 512,
  factsBytes: 65_536,
  documents: 256,
  checks: 512,
  checkEvents: 512,
  groupChanges: 256,
  memberChanges: 256,
} as const;

const packed = z.instanceof(Uint8Array);

/** Samples of one moment: `slots` are Uint32, `values` Float64, both little-endian and equal in count. */
const sampleFrame = z
  .strictObject({ atMs: moment, slots: packed, values: packed })
  .refine(
    ({ slots, values }) => slots.length % 4 === 0 && values.length === slots.length * 2,
    'slots and values must hold the same number of samples',
  );

export type SampleFrame = z.infer<typeof sampleFrame>;

/** Everything that happened on a node since the last report, numbered within the agent's epoch. */
export const report = z.strictObject({
  epoch: z.string().max(32),
  sequence: z.number().int().min(1),
  /** The agent's wall clock when the report was closed. */
  atMs: moment,
  frames: z.array(sampleFrame).max(REPORT_LIMITS.frames),
  statuses: z.array(collectorStatus).max(REPORT_LIMITS.statuses),
  /** The facts of a collector as JSON text, whole, whenever they changed; `''` when there are none. */
  facts: z
    .array(
      z.strictObject({
        collector: collectorStatus.shape.collector,
        json: z.string().max(REPORT_LIMITS.factsBytes),
      }),
    )
    .max(REPORT_LIMITS.facts),
  events: z.array(agentEvent).max(REPORT_LIMITS.events),
  /** Those that changed; in the first report of a run all of them, with the lists of their keys. */
  documents: z.array(nodeDocument).max(REPORT_LIMITS.documents).default([]),
  /** Checks that stand differently than was told; in the first report of a run all of them. */
  checks: z.array(checkStanding).max(REPORT_LIMITS.checks).default([]),
  /** What happened to checks, oldest first; attempts are not told. */
  checkEvents: z.array(checkHistoryEntry).max(REPORT_LIMITS.checkEvents).default([]),
  groupChanges: z.array(groupChange).max(REPORT_LIMITS.groupChanges).default([]),
  /** What happened in the cluster as this agent saw it, oldest first. */
  memberChanges: z.array(memberChange).max(REPORT_LIMITS.memberChanges).default([]),
  /** The revision of the desired state that the agent runs. */
  appliedRevision: z.number().int().min(0),
});

export type Report = z.infer<typeof report>;

/** Names the series behind slots, before the first report of that epoch which uses them. */
export const announcement = z.strictObject({
  epoch: z.string().max(32),
  series: z
    .array(
      z.strictObject({
        slot: z.number().int().min(0).max(REPORT_LIMITS.slots),
        ...seriesDescription.shape,
      }),
    )
    .max(REPORT_LIMITS.announcedAtOnce),
});

export type Announcement = z.infer<typeof announcement>;

/** Said after commit. A report that was there already is acknowledged again and changes nothing. */
export interface Acknowledgement {
  readonly epoch: string;
  readonly sequence: number;
}
