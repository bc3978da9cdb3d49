import { Meter } from '@/app/_components/ui/meter';
import type { NodeVitals } from '@/common/domain/node';
import { formatBytes } from '@/common/format';
import { diskInWords, percentOrUnknown } from './fleet-view';

/** CPU, memory and the fullest disk: bar, share, and of how much. */
export function Vitals({ vitals }: { vitals: NodeVitals }) {
  const { cpuPercent, cpuCount, memoryPercent, memoryTotalBytes, diskPercent } = vitals;
  return (
    <dl className="grid grid-cols-[auto_minmax(2rem,1fr)_auto] items-center gap-x-3 gap-y-1.5">
      <Vital label="CPU" percent={cpuPercent} of={cpuCount === null ? '' : `of ${cpuCount}`} />
      <Vital label="Memory" percent={memoryPercent} of={ofBytes(memoryTotalBytes)} />
      <Vital label="Disk" percent={diskPercent} of={diskInWords(vitals)} />
    </dl>
  );
}

interface VitalProps {
  readonly label: string;
  readonly percent: number | null;
  readonly of: string;
}

function Vital({ label, percent, of }: VitalProps) {
  return (
    <div className="contents">
      <dt className="text-ink-2">{label}</dt>
      <dd className="col-span-2 grid grid-cols-subgrid items-center">
        <Meter percent={percent} />
        <span className="text-right whitespace-nowrap">
          {percentOrUnknown(percent)} <span className="text-small text-ink-3">{of}</span>
        </span>
      </dd>
    </div>
  );
}

function ofBytes(bytes: number | null): string {
  return bytes === null ? '' : `of ${formatBytes(bytes)}`;
}
