import { describe, expect, test } from 'vitest';
import {
  editOf,
  groupsError,
  intervalError,
} from '@/app/(dashboard)/nodes/[nodeId]/_components/edit-form';

describe('editing a node', () => {
  const fields = { displayName: ' web one ', groups: 'web, canary web', intervals: {} };

  test('groups may be written with commas or spaces, and each counts once', () => {
    expect(editOf('n', fields)).toEqual({
      nodeId: 'n',
      displayName: 'web one',
      groups: ['web', 'canary'],
      collectorIntervalsMs: {},
    });
  });

  test('an empty interval is the pack’s own; others may be written with a unit', () => {
    const edit = editOf('n', {
      ...fields,
      intervals: { memory: '', iostats: '30', cpustats: '5s', system: '2 min', dmidecode: '1 H' },
    });
    expect(edit?.collectorIntervalsMs).toEqual({
      iostats: 30_000,
      cpustats: 5_000,
      system: 120_000,
      dmidecode: 3_600_000,
    });
    for (const fine of ['5', '5s', ' 5 s ', '1m', '0.5 min', '24h']) {
      expect(intervalError(fine), fine).toBeUndefined();
    }
    for (const wrong of ['0', '-5', '5 x', 's', '1e3', '25h', '5 s 3', '0.1 s']) {
      expect(intervalError(wrong), wrong).toContain('30 s or 2 min');
    }
    expect(intervalError('')).toBeUndefined();
    expect(intervalError('0.5')).toBeDefined();
    expect(intervalError('86401')).toBeDefined();
  });

  test('nothing is sent while anything is wrong, and the sentence names what', () => {
    expect(groupsError('web Bad!')).toContain('“Bad!”');
    expect(editOf('n', { ...fields, groups: 'Bad!' })).toBeUndefined();
    expect(editOf('n', { ...fields, displayName: 'x'.repeat(129) })).toBeUndefined();
  });
});
