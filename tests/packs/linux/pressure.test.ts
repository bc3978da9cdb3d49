import { describe, expect, test } from 'vitest';
import pressure, { parsePressure } from '@/packs/linux/collectors/pressure';
import { collectFrom, dataFrom, hostWith, recordedHost } from '../../support/recorded-host';

const CPU = 'some avg10=0.06 avg60=0.84 avg300=1.24 total=23172684\n';

describe('pressure', () => {
  test('reads what a kernel with pressure measurement says', async () => {
    const data = await dataFrom<{ cpu: object; io: object }>(
      pressure,
      recordedHost('debian-12-vm'),
    );
    expect(data.cpu).toMatchObject({ some: { avg10: 0.86, avg60: 1.2, avg300: 1.65 } });
    expect(data.io).toMatchObject({ full: { avg10: 0.01, avg60: 0.08, avg300: 0.36 } });
  });

  test('turns the microseconds since the last run into percent of the time', async () => {
    const host = hostWith({ '/proc/pressure/cpu': CPU });
    const later = host.later(10_000, {
      '/proc/pressure/cpu': CPU.replace('23172684', String(23_172_684 + 2_500_000)),
    });
    const data = await dataFrom<{ cpu: { some: { waited: number } } }>(pressure, host, later);
    expect(data.cpu.some.waited).toBeCloseTo(25);
  });

  test('a kernel without it is not eligible, and the reason says which kernel has it', async () => {
    const outcome = await collectFrom(pressure, recordedHost('rhel-7-bare'));
    expect(outcome).toMatchObject({
      kind: 'not-eligible',
      reason: expect.stringContaining('Linux 4.20'),
    });
  });

  test.each([
    ['answers that it is not supported', { '/proc/pressure/cpu': { error: 'ENOTSUP' } }],
    ['was built with it', { '/boot/config-6.1.0': 'CONFIG_A=m\nCONFIG_PSI=y\n' }],
    ['was built with it', { '/lib/modules/6.1.0/config': 'CONFIG_PSI=y\n' }],
  ])('a kernel that %s lacks a word on its command line only', async (_, files) => {
    expect(await collectFrom(pressure, hostWith(files))).toMatchObject({
      kind: 'missing-configuration',
      fix: expect.stringContaining('psi=1'),
    });
  });

  test('a kernel that was built without it, or whose files belong to another, lacks it', async () => {
    for (const files of [
      { '/boot/config-6.1.0': '# CONFIG_PSI is not set\nCONFIG_PSI_X=y\n' },
      { '/boot/config-5.4.0': 'CONFIG_PSI=y\n' },
    ]) {
      expect(await collectFrom(pressure, hostWith(files))).toMatchObject({ kind: 'not-eligible' });
    }
  });

  test('files that exist and cannot be read count as none', async () => {
    const host = hostWith({ '/proc/pressure/cpu': { denied: true } });
    expect(await collectFrom(pressure, host)).toMatchObject({ kind: 'not-eligible' });
  });

  test.each([
    '',
    'some',
    'some avg10=x avg60=0 avg300=0 total=1',
    'some avg10=0.00 avg60=0.00 tot',
  ])('finds nothing in %j', (text) => {
    expect(parsePressure(text)).toEqual({});
  });
});
