import type { SeriesDescription } from '@/common/domain/metric';

/** The few numbers that are kept with the node itself, for lists and for the fleet. */
export interface VitalValues {
  cpuPercent?: number;
  memoryPercent?: number;
  memoryTotalBytes?: number;
  load1?: number;
  uptimeSeconds?: number;
  cpuCount?: number;
  /** The file systems in the report, by mount point. */
  readonly disks: Map<string, DiskValues>;
}

export interface DiskValues {
  percent?: number;
  totalBytes?: number;
  usedBytes?: number;
}

/** Takes one sample of its series into the vitals. */
export type Vital = (value: number, vitals: VitalValues) => void;

export function noVitals(): VitalValues {
  return { disks: new Map() };
}

const KIB = 1_024;

const PLAIN: Readonly<Record<string, Vital>> = {
  'memory.phys_used': (value, vitals) => {
    vitals.memoryPercent = value;
  },
  'memory.memtotal': (value, vitals) => {
    vitals.memoryTotalBytes = value * KIB;
  },
  'loadaverage.load1': (value, vitals) => {
    vitals.load1 = value;
  },
  'system.cpu_count': (value, vitals) => {
    vitals.cpuCount = Math.round(value);
  },
  'system.uptime_seconds': (value, vitals) => {
    vitals.uptimeSeconds = value;
  },
};

/** What a series means for the vitals; `undefined` for the hundreds that mean nothing to them. */
export function vitalOf({ metric, labels }: SeriesDescription): Vital | undefined {
  if (metric === 'cpustats.%idle' && labels.cpu === 'cpu_all') {
    return (value, vitals) => {
      vitals.cpuPercent = Math.max(0, 100 - value);
    };
  }
  const { mount } = labels;
  const field = DISK_FIELDS[metric];
  if (mount === undefined || field === undefined) return PLAIN[metric];
  return (value, { disks }) => {
    const disk = disks.get(mount) ?? {};
    disk[field] = value;
    disks.set(mount, disk);
  };
}

const DISK_FIELDS: Readonly<Record<string, keyof DiskValues>> = {
  'diskusage.pct_used': 'percent',
  'diskusage.total_bytes': 'totalBytes',
  'diskusage.used_bytes': 'usedBytes',
};

/** The file system that is nearest to being full; `undefined` when none was reported. */
export function fullestDisk({ disks }: VitalValues): (DiskValues & { mount: string }) | undefined {
  let fullest: (DiskValues & { mount: string }) | undefined;
  for (const [mount, disk] of disks) {
    if (disk.percent === undefined) continue;
    if (fullest === undefined || disk.percent > (fullest.percent ?? 0))
      fullest = { mount, ...disk };
  }
  return fullest;
}
