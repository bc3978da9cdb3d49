import {
  defineCollector,
  missingConfiguration,
  notEligible,
} from '@/agent/collectors/define-collector';
import type { Host } from '@/agent/collectors/host';
import { each, fact, gauge, group, optional } from '@/agent/collectors/shape';
import { perHost } from '../per-host';

/**
 * Sources: `/sys/class/hwmon/<n>/temp*_input`, and `/sys/class/thermal/thermal_zone*` for what hwmon
 * does not have. See Documentation/hwmon/sysfs-interface.rst of the kernel.
 */
export default defineCollector({
  name: 'temperatures',
  summary: 'What the temperature sensors of processor, disks and board read.',
  intervalMs: 30_000,
  fix: 'Load the driver of the sensors, such as coretemp, k10temp or drivetemp.',
  shape: {
    sensors: each(
      'sensor',
      group({
        celsius: gauge('celsius', 'What the sensor reads now.'),
        critical_celsius: optional(gauge('celsius', 'From where on its maker fears for it.')),
      }),
    ),
    ignored: fact<string[]>('Sensors that read what no machine survives, with what they read.'),
  },
  async collect({ host }) {
    const { sensors, hasUnusedSensor } = rememberedSensors(host);
    const data = readSensors(host, sensors);
    if (Object.keys(data.sensors).length > 0 || data.ignored.length > 0)
      return { kind: 'data', data };
    if (hasUnusedSensor) {
      return missingConfiguration(
        'the processor can measure its temperature, and no driver reads it',
        'Load the driver: modprobe coretemp; to keep it, write coretemp into /etc/modules-load.d/coretemp.conf.',
      );
    }
    return notEligible(
      'no temperature sensor in /sys/class/hwmon or /sys/class/thermal, as usual on a virtual machine',
    );
  },
});

export interface Sensor {
  readonly key: string;
  readonly path: string;
  readonly criticalCelsius: number | undefined;
}

const SENSORS_MAX = 128;
/** Sensors come and go with drivers and disks; looking for them costs ten times the reading. */
const SEARCH_EVERY_MS = 600_000;

interface Memory {
  sensors: readonly Sensor[];
  hasUnusedSensor: boolean;
  searchedMs?: number;
}

const memory = perHost<Memory>(() => ({ sensors: [], hasUnusedSensor: false }));

function rememberedSensors(host: Host): Memory {
  const known = memory(host);
  const nowMs = host.nowMs();
  if (known.searchedMs === undefined || nowMs - known.searchedMs >= SEARCH_EVERY_MS) {
    known.sensors = findSensors(host);
    known.hasUnusedSensor = known.sensors.length === 0 && canMeasureItself(host);
    known.searchedMs = nowMs;
  }
  return known;
}

/** Intel's processors say so; a guest may see that too, and is not let near the sensor. */
function canMeasureItself(host: Host): boolean {
  const cpuinfo = host.tryText('/proc/cpuinfo') ?? '';
  const flags = /^flags\s*:(.*)$/m.exec(cpuinfo)?.[1]?.split(' ') ?? [];
  return flags.includes('dtherm') && !flags.includes('hypervisor');
}

/** Every sensor, each under a name of its own, such as `coretemp_core_0` or `nvme_composite_2`. */
export function findSensors(host: Host): Sensor[] {
  const chips = within(host, '/sys/class/hwmon', /^hwmon/).map((name) => {
    const folder = folderOfChip(host, `/sys/class/hwmon/${name}`);
    return { folder, chip: host.tryText(`${folder}/name`)?.trim() || name };
  });
  const found = chips.flatMap(({ folder, chip }) => sensorsOfChip(host, folder, chip));
  const chipNames = new Set(chips.map(({ chip }) => chip));
  const zones = zonesOf(host).filter(({ key }) => !chipNames.has(key));
  return distinct([...found, ...zones]).slice(0, SENSORS_MAX);
}

/** No more names than there may be sensors: what is left out later need not be read before. */
function within(host: Host, folder: string, wanted: RegExp): string[] {
  const names = host.list(folder).filter((name) => wanted.test(name));
  return names.slice(0, SENSORS_MAX);
}

/** Before Linux 3.15 or so the files of a chip lay with its device. */
function folderOfChip(host: Host, folder: string): string {
  const older = `${folder}/device`;
  return !host.exists(`${folder}/name`) && host.exists(`${older}/name`) ? older : folder;
}

function sensorsOfChip(host: Host, folder: string, chip: string): Sensor[] {
  return within(host, folder, /^temp\d+_input$/).map((file) => {
    const number = file.slice('temp'.length, -'_input'.length);
    const label = host.tryText(`${folder}/temp${number}_label`)?.trim() || `temp${number}`;
    const critical = parseCelsius(host.tryText(`${folder}/temp${number}_crit`) ?? '');
    const criticalCelsius = critical !== undefined && isPlausible(critical) ? critical : undefined;
    return { key: keyOf(`${chip} ${label}`), path: `${folder}/${file}`, criticalCelsius };
  });
}

function zonesOf(host: Host): Sensor[] {
  return within(host, '/sys/class/thermal', /^thermal_zone/).map((name) => {
    const type = host.tryText(`/sys/class/thermal/${name}/type`)?.trim() || name;
    const path = `/sys/class/thermal/${name}/temp`;
    return { key: keyOf(type), path, criticalCelsius: undefined };
  });
}

function distinct(sensors: readonly Sensor[]): Sensor[] {
  const counts = new Map<string, number>();
  return sensors.map((sensor) => {
    const count = (counts.get(sensor.key) ?? 0) + 1;
    counts.set(sensor.key, count);
    return count === 1 ? sensor : { ...sensor, key: `${sensor.key}_${count}` };
  });
}

function readSensors(host: Host, known: readonly Sensor[]) {
  const sensors: Record<string, { celsius: number; critical_celsius: number | undefined }> = {};
  const ignored: string[] = [];
  for (const { key, path, criticalCelsius: critical_celsius } of known) {
    const celsius = parseCelsius(host.tryText(path) ?? '');
    if (celsius === undefined) continue;
    if (isPlausible(celsius)) sensors[key] = { celsius, critical_celsius };
    else ignored.push(`${key}: ${celsius} °C`);
  }
  return { sensors, ignored };
}

/** @param text thousandths of a degree, such as `42000` */
export function parseCelsius(text: string): number | undefined {
  return /^-?\d{1,12}\n?$/.test(text) ? Number(text) / 1_000 : undefined;
}

/** Drivers answer -273.15 or 65261.85 for a sensor that is not wired. */
function isPlausible(celsius: number): boolean {
  return celsius > -60 && celsius < 200;
}

function keyOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '')
    .slice(0, 64);
}
