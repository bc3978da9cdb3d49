import {
  defineCollector,
  type MissingConfiguration,
  missingConfiguration,
  type NotEligible,
  notEligible,
} from '@/agent/collectors/define-collector';
import type { Host } from '@/agent/collectors/host';
import { gauge, group, optional } from '@/agent/collectors/shape';
import { perHost } from '../per-host';

const some = optional(
  group({
    avg10: gauge('percent', 'Time in which some task waited, over ten seconds.'),
    avg60: gauge('percent', 'Time in which some task waited, over one minute.'),
    avg300: gauge('percent', 'Time in which some task waited, over five minutes.'),
    waited: optional(gauge('percent', 'Time in which some task waited, since the last run.')),
  }),
);

const full = optional(
  group({
    avg10: gauge('percent', 'Time in which all tasks waited, over ten seconds.'),
    avg60: gauge('percent', 'Time in which all tasks waited, over one minute.'),
    avg300: gauge('percent', 'Time in which all tasks waited, over five minutes.'),
    waited: optional(gauge('percent', 'Time in which all tasks waited, since the last run.')),
  }),
);

const RESOURCES = ['cpu', 'memory', 'io', 'irq'] as const;

type Resource = (typeof RESOURCES)[number];
type Line = { avg10: number; avg60: number; avg300: number; waited?: number | undefined };
type Pressure = { some?: Line | undefined; full?: Line | undefined };

/** Source: `/proc/pressure/*`, see Documentation/accounting/psi.rst of the kernel. */
export default defineCollector({
  name: 'pressure',
  summary: 'How much of the time tasks wait for processor, memory, disk or interrupts (PSI).',
  intervalMs: 10_000,
  shape: {
    cpu: optional(group({ some, full })),
    memory: optional(group({ some, full })),
    io: optional(group({ some, full })),
    irq: optional(group({ some, full })),
  },
  async collect({ host, rate }) {
    const state = memory(host);
    state.measured ??= RESOURCES.filter((name) => host.tryText(fileOf(name)) !== undefined);
    if (state.measured.length === 0) {
      state.absence ??= absenceOn(host);
      return state.absence;
    }
    const data: Partial<Record<Resource, Pressure>> = {};
    for (const resource of state.measured) {
      const text = host.tryText(fileOf(resource));
      const pressure = text === undefined ? {} : parsePressure(text);
      const some = withWait(pressure.some, `${resource} some`, rate);
      const full = withWait(pressure.full, `${resource} full`, rate);
      if (some !== undefined || full !== undefined) data[resource] = { some, full };
    }
    return { kind: 'data', data };
  },
});

interface Memory {
  measured?: readonly Resource[];
  absence?: NotEligible | MissingConfiguration;
}

/** What a kernel measures is decided when it boots. */
const memory = perHost<Memory>(() => ({}));

function fileOf(resource: Resource): string {
  return `/proc/pressure/${resource}`;
}

function absenceOn(host: Host): NotEligible | MissingConfiguration {
  if (isRefused(host) || isBuiltIn(host)) {
    return missingConfiguration(
      'the kernel can measure pressure, and this is switched off',
      'Add psi=1 to the kernel command line and restart the machine.',
    );
  }
  return notEligible(
    'the kernel does not measure pressure: /proc/pressure is missing or not readable; it needs Linux 4.20 built with CONFIG_PSI',
  );
}

/** Older kernels have the files even when it is switched off, and answer with EOPNOTSUPP. */
function isRefused(host: Host): boolean {
  try {
    host.readText(fileOf('cpu'));
    return false;
  } catch (error) {
    const { cause } = Object(error) as { cause?: { code?: unknown } };
    return cause?.code === 'ENOTSUP' || cause?.code === 'EOPNOTSUPP';
  }
}

/** Debian and Fedora, among others, keep with a kernel how it was built. */
function isBuiltIn(host: Host): boolean {
  const configs = [`/boot/config-${host.release}`, `/lib/modules/${host.release}/config`];
  return configs.some((path) => /^CONFIG_PSI=y$/m.test(host.tryText(path) ?? ''));
}

interface PressureLine {
  readonly avg10: number;
  readonly avg60: number;
  readonly avg300: number;
  readonly totalMicros: number;
}

/** @param text one or two lines such as `some avg10=0.06 avg60=0.84 avg300=1.24 total=23172684` */
export function parsePressure(text: string): { some?: PressureLine; full?: PressureLine } {
  const lines: { some?: PressureLine; full?: PressureLine } = {};
  const form = /^(some|full) avg10=([\d.]+) avg60=([\d.]+) avg300=([\d.]+) total=(\d+)$/gm;
  for (const [, kind, avg10, avg60, avg300, total] of text.matchAll(form)) {
    lines[kind as 'some' | 'full'] = {
      avg10: Number(avg10),
      avg60: Number(avg60),
      avg300: Number(avg300),
      totalMicros: Number(total),
    };
  }
  return lines;
}

/** A microsecond of waiting in each second is a ten-thousandth of a percent. */
const PERCENT_PER_MICRO = 100 / 1_000_000;

function withWait(
  line: PressureLine | undefined,
  key: string,
  rate: (key: string, counter: number) => number | undefined,
): Line | undefined {
  if (line === undefined) return undefined;
  const { totalMicros, ...averages } = line;
  const microsPerSecond = rate(key, totalMicros);
  if (microsPerSecond === undefined) return averages;
  return { ...averages, waited: Math.min(100, microsPerSecond * PERCENT_PER_MICRO) };
}
