import { expect, test } from 'vitest';
import { report } from '@/common/protocol/report';

test('an agent of protocol 2, which knows of no checks, is understood', () => {
  const old = {
    ...{ epoch: 'e', sequence: 1, atMs: 1_700_000_000_000, appliedRevision: 0 },
    ...{ frames: [], statuses: [], facts: [], events: [] },
  };
  expect(report.parse(old)).toEqual({
    ...old,
    ...{ documents: [], checks: [], checkEvents: [], groupChanges: [], memberChanges: [] },
  });
});
