import type { Report } from '@/common/protocol/report';

/** A report in which nothing happened. */
export const EMPTY_REPORT: Report = {
  epoch: 'epoch00000000001',
  sequence: 1,
  atMs: 0,
  frames: [],
  statuses: [],
  facts: [],
  events: [],
  documents: [],
  checks: [],
  checkEvents: [],
  groupChanges: [],
  memberChanges: [],
  appliedRevision: 0,
};
