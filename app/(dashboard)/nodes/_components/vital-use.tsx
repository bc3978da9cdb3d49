import { Meter } from '@/app/_components/ui/meter';
import type { NodeVitals } from '@/common/domain/node';
import { formatBytes, formatPercent, formatPlural, NOT_KNOWN } from '@/common/format';
import { diskInWords } from '../../_components/fleet-view';

interface VitalUseProps {
  readonly vitals: NodeVitals;
}

export function CpuUse({ vitals: { cpuPercent, cpuCount } }: VitalUseProps) {
  const of = cpuCount === null ? '' : `of ${formatPlural(cpuCount, 'CPU')}`;
  return <Use percent={cpuPercent} absolute={of} />;
}

export function MemoryUse({ vitals: { memoryPercent, memoryTotalBytes } }: VitalUseProps) {
  return <Use percent={memoryPercent} absolute={partOf(memoryPercent, memoryTotalBytes)} />;
}

export function DiskUse({ vitals }: VitalUseProps) {
  const { diskPercent, diskMount, diskTotalBytes } = vitals;
  const size = diskTotalBytes === null ? '' : `${formatBytes(diskTotalBytes)} in size`;
  const title = [diskMount ?? '', size].filter(Boolean).join(', ');
  return <Use percent={diskPercent} absolute={diskInWords(vitals)} title={title || undefined} />;
}

interface UseProps {
  readonly percent: number | null;
  readonly absolute: string;
  readonly title?: string | undefined;
}

/** Bar, share, and of how much; what is not known is a dash and an empty bar. */
function Use({ percent, absolute, title }: UseProps) {
  return (
    <div className="min-w-24" title={title}>
      <div className="flex items-baseline gap-1.5 leading-4 whitespace-nowrap">
        {percent === null ? NOT_KNOWN : formatPercent(percent)}
        {percent !== null && <span className="text-small text-ink-3">{absolute}</span>}
      </div>
      <Meter percent={percent} className="mt-0.5 h-1" />
    </div>
  );
}

/** `6.2 of 15.6 GiB`: the unit once where both have the same. */
function partOf(percent: number | null, totalBytes: number | null): string {
  if (percent === null || totalBytes === null) return '';
  const total = formatBytes(totalBytes);
  const [used = '', unit = ''] = formatBytes((totalBytes * percent) / 100).split(' ');
  return total.endsWith(` ${unit}`) ? `${used} of ${total}` : `${used} ${unit} of ${total}`;
}
