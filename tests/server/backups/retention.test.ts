import { expect, test } from 'vitest';
import type { BackupRow } from '@/common/domain/backup';
import { surplusOf } from '@/server/backups/retention';

const HOUR_MS = 3_600_000;
const NOW_MS = Date.UTC(2026, 10, 22, 23);
const RULE = { keep: 8, days: 7, bytesMax: Number.POSITIVE_INFINITY };

function backup(hoursAgo: number, change: Partial<BackupRow> = {}): BackupRow {
  const atMs = NOW_MS - hoursAgo * HOUR_MS;
  return { name: `${hoursAgo} h`, sizeBytes: 10, atMs, kind: 'rolling', verified: null, ...change };
}

const everySixHours = Array.from({ length: 60 }, (_, index) => backup(index * 6));
const keptOf = (backups: readonly BackupRow[], rule = RULE) => {
  const gone = new Set(surplusOf(backups, rule, NOW_MS).map(({ name }) => name));
  return backups.filter(({ name }) => !gone.has(name)).map(({ name }) => name);
};

test('the newest eight stay, and the newest of each of seven days', () => {
  expect(keptOf(everySixHours)).toEqual([
    ...['0 h', '6 h', '12 h', '18 h', '24 h', '30 h', '36 h', '42 h'],
    ...['48 h', '72 h', '96 h', '120 h', '144 h'],
  ]);
});

test('what a person asked for is never removed, and takes no place', () => {
  const manual = backup(5_000, { kind: 'manual', name: 'mine' });
  const kept = keptOf([...everySixHours, manual]);
  expect(kept).toContain('mine');
  expect(kept).toHaveLength(14);
});

test('when space is short the oldest go first, but never the newest two', () => {
  expect(keptOf(everySixHours, { ...RULE, bytesMax: 35 })).toEqual(['0 h', '6 h', '12 h']);
  expect(keptOf(everySixHours, { ...RULE, bytesMax: 0 })).toEqual(['0 h', '6 h']);
});
