import { describe, expect, test } from 'vitest';
import loadaverage, { parseLoadavg } from '@/packs/linux/collectors/loadaverage';
import { collectFrom, dataFrom, recordedHost } from '../../support/recorded-host';

describe('loadaverage', () => {
  test('reads the three averages of a recorded machine', async () => {
    const data = await dataFrom(loadaverage, recordedHost('rhel-7-bare'));
    expect(data).toEqual({ load1: 1.92, load5: 1.4, load15: 1.21 });
  });

  test('fails with the file and what was in it when that is gone or damaged', async () => {
    const empty = recordedHost('rhel-7-bare', { '/proc/loadavg': '' });
    await expect(collectFrom(loadaverage, empty)).rejects.toThrow('/proc/loadavg: expected');
  });

  test.each(['', 'nan nan nan', '0.1 0.2', '0.1 x 0.3 1/2 3'])('refuses %j', (text) => {
    expect(() => parseLoadavg(text)).toThrow('expected three numbers');
  });
});
