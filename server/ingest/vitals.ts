import type { SeriesDescription } from '@/common/domain/metric';

/** The few numbers that are kept with the node itself, for lists and for the fleet. */
export interface VitalValues {
  cpuPercent?: number;
  memoryPercent?: number;
  memoryTotalBytes?: number;
  load1?: number;
  uptimeSeconds?: number;
  cpuCount?: number;
  /** The fullest file system of those in the report. */
  disk?: { readonly percent: number; readonly mount: string };
  readonly diskTotals: Map<string, number>;
}

/** Takes one sample of its series into the vitals. */
export type Vital = (value: number, vitals: VitalValues) => void;

export function noVitals(): VitalValues {
  return { diskTotals: new Map() };
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
  if (mount !== undefined && metric === 'diskusage.pct_used') return diskPercent(mount);
  if (mount !== undefined && metric === 'diskusage.total_bytes') {
    return (value, vitals) => vitals.diskTotals.set(mount, value);
  }
  return PLAIN[metric];
}

function diskPercent(mount: string): Vital {
  return (percent, vitals) => {
    if (vitals.disk === undefined || percent > vitals.disk.percent) {
      vitals.disk = { percent, mount };
    }
  };
}
