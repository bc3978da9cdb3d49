import { describe, expect, test } from 'vitest';
import temperatures, { findSensors, parseCelsius } from '@/packs/linux/collectors/temperatures';
import { collectFrom, dataFrom, hostWith, recordedHost } from '../../support/recorded-host';
import { movingHost } from './moving-host';

const CHIPS = {
  '/sys/class/hwmon/hwmon0/name': 'coretemp\n',
  '/sys/class/hwmon/hwmon0/temp1_input': '42000\n',
  '/sys/class/hwmon/hwmon0/temp1_label': 'Package id 0\n',
  '/sys/class/hwmon/hwmon0/temp1_crit': '100000\n',
  '/sys/class/hwmon/hwmon1/name': 'nvme\n',
  '/sys/class/hwmon/hwmon1/temp1_input': '38850\n',
  '/sys/class/hwmon/hwmon1/temp1_label': 'Composite\n',
  '/sys/class/hwmon/hwmon1/temp1_crit': '65261850\n',
  '/sys/class/hwmon/hwmon2/name': 'nvme\n',
  '/sys/class/hwmon/hwmon2/temp1_input': '-273150\n',
  '/sys/class/hwmon/hwmon2/temp1_label': 'Composite\n',
  '/sys/class/hwmon/hwmon3/name': 'acpitz\n',
  '/sys/class/hwmon/hwmon3/temp1_input': '30000\n',
};

const ZONES = {
  '/sys/class/thermal/thermal_zone0/type': 'acpitz\n',
  '/sys/class/thermal/thermal_zone0/temp': '30000\n',
  '/sys/class/thermal/thermal_zone1/type': 'cpu-thermal\n',
  '/sys/class/thermal/thermal_zone1/temp': '51540\n',
  '/sys/class/thermal/cooling_device0/type': 'Processor\n',
};

describe('temperatures', () => {
  test('gives each sensor its own name, once, with the limit that its maker sets', async () => {
    const data = await dataFrom<{ sensors: object }>(
      temperatures,
      hostWith({ ...CHIPS, ...ZONES }),
    );
    expect(data.sensors).toEqual({
      coretemp_package_id_0: { celsius: 42, critical_celsius: 100 },
      nvme_composite: { celsius: 38.85, critical_celsius: undefined },
      acpitz_temp1: { celsius: 30, critical_celsius: undefined },
      cpu_thermal: { celsius: 51.54, critical_celsius: undefined },
    });
  });

  test('says which readings it did not believe', async () => {
    const data = await dataFrom(temperatures, hostWith(CHIPS));
    expect(data).toMatchObject({ ignored: ['nvme_composite_2: -273.15 °C'] });
  });

  test('finds them where kernels before 3.15 had them, on a recorded machine', async () => {
    const data = await dataFrom<{ sensors: object }>(temperatures, recordedHost('rhel-7-bare'));
    expect(Object.keys(data.sensors)).toContain('coretemp_physical_id_0');
  });

  test('a sensor that cannot be read now is left out of this run alone', async () => {
    const first = hostWith(ZONES);
    const { host, moveTo } = movingHost(first);
    await dataFrom(temperatures, host);
    moveTo(first.later(30_000, { '/sys/class/thermal/thermal_zone1/temp': { denied: true } }));
    const less = await dataFrom<{ sensors: object }>(temperatures, host);
    expect(Object.keys(less.sensors)).toEqual(['acpitz']);
    moveTo(first.later(60_000));
    const again = await dataFrom<{ sensors: object }>(temperatures, host);
    expect(Object.keys(again.sensors)).toEqual(['acpitz', 'cpu_thermal']);
  });

  test('a sensor that comes later is found when ten minutes have passed', async () => {
    const first = hostWith(ZONES);
    const { host, moveTo } = movingHost(first);
    await dataFrom(temperatures, host);
    moveTo(first.later(599_000, CHIPS));
    const early = await dataFrom<{ sensors: object }>(temperatures, host);
    expect(early.sensors).not.toHaveProperty('coretemp_package_id_0');
    moveTo(first.later(600_000, CHIPS));
    const data = await dataFrom<{ sensors: object }>(temperatures, host);
    expect(data.sensors).toHaveProperty('coretemp_package_id_0');
  });

  test('a machine without sensors is not eligible', async () => {
    expect(await collectFrom(temperatures, hostWith({}))).toMatchObject({ kind: 'not-eligible' });
  });

  test('a processor that could measure, and whose driver is missing, needs the driver', async () => {
    const outcome = await collectFrom(
      temperatures,
      hostWith({ '/proc/cpuinfo': 'flags\t\t: fpu acpi dtherm ida\n' }),
    );
    expect(outcome).toMatchObject({
      kind: 'missing-configuration',
      fix: expect.stringContaining('modprobe coretemp'),
    });
  });

  test('a guest that sees the processor of its host needs nothing', async () => {
    const guest = hostWith({ '/proc/cpuinfo': 'flags\t\t: fpu dtherm hypervisor\n' });
    expect(await collectFrom(temperatures, guest)).toMatchObject({ kind: 'not-eligible' });
  });

  test('never more than a bounded number of sensors is found, and no more files read', () => {
    const many = Object.fromEntries(
      Array.from({ length: 500 }, (_, n) => [`/sys/class/hwmon/hwmon0/temp${n}_input`, '1000\n']),
    );
    let readings = 0;
    const plain = hostWith(many);
    const host = {
      ...plain,
      tryText(path: string) {
        readings += 1;
        return plain.tryText(path);
      },
    };
    expect(findSensors(host)).toHaveLength(128);
    expect(readings).toBeLessThan(3 * 128);
  });

  test.each(['', 'N/A', '42 000', '4e4', '--1', '9'.repeat(40)])(
    'finds no temperature in %j',
    (text) => {
      expect(parseCelsius(text)).toBeUndefined();
    },
  );
});
