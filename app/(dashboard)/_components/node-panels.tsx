import type { ReactNode } from 'react';
import { Meter } from '@/app/_components/ui/meter';
import { Sparkline } from '@/app/_components/ui/sparkline';
import { cx } from '@/app/_lib/cx';
import type { NodeVitals } from '@/common/domain/node';
import { formatByteRate, formatBytes, formatLoad, formatPlural, NOT_KNOWN } from '@/common/format';
import { diskInWords, percentOrUnknown } from './fleet-view';
import { latestOf, type VitalsHistory } from './vitals-history';

const NONE: readonly null[] = [];

interface NodePanelsProps {
  readonly vitals: NodeVitals;
  /** Undefined until it is here. */
  readonly history: VitalsHistory | undefined;
  /** The numbers are of an earlier time: the node has fallen silent. */
  readonly old: boolean;
}

/** Six things that a machine is asked first, as number and line. */
export function NodePanels({ vitals, history, old }: NodePanelsProps) {
  return (
    <dl
      className={cx(
        'grid grid-cols-2 gap-px border-t border-line bg-line sm:grid-cols-3',
        old && 'text-ink-3 [&_svg]:grayscale',
      )}
    >
      <Panel
        label="CPU"
        value={percentOrUnknown(vitals.cpuPercent)}
        note={vitals.cpuCount !== null && formatPlural(vitals.cpuCount, 'processor')}
      >
        <History label="CPU" values={history?.cpu} valueMax={100} />
      </Panel>
      <Panel
        label="Memory"
        value={percentOrUnknown(vitals.memoryPercent)}
        note={vitals.memoryTotalBytes !== null && `of ${formatBytes(vitals.memoryTotalBytes)}`}
      >
        <History label="Memory" values={history?.memory} valueMax={100} />
      </Panel>
      <Panel
        label={vitals.diskMount === null ? 'Disk' : `Disk ${vitals.diskMount}`}
        value={percentOrUnknown(vitals.diskPercent)}
        note={diskInWords(vitals)}
      >
        <div className="flex h-10 items-end">
          <Meter percent={vitals.diskPercent} className="h-2" />
        </div>
      </Panel>
      <Panel label="Load" value={formatLoad(vitals.load1)} note="1 min">
        <History label="Load" values={history?.load} />
      </Panel>
      <Panel label="Received" value={rate(history?.received)}>
        <History label="Received" values={history?.received} />
      </Panel>
      <Panel label="Sent" value={rate(history?.sent)}>
        <History label="Sent" values={history?.sent} />
      </Panel>
    </dl>
  );
}

interface PanelProps {
  readonly label: string;
  readonly value: string;
  /** Of how much, or over how long. */
  readonly note?: string | false;
  readonly children: ReactNode;
}

function Panel({ label, value, note, children }: PanelProps) {
  return (
    <div className="min-w-0 bg-surface px-4 pt-3 pb-3.5">
      <dt className="truncate text-small text-ink-3">{label}</dt>
      <dd>
        <p className="mb-2 flex items-baseline gap-1.5 whitespace-nowrap">
          <span className="text-title font-medium">{value}</span>
          {note !== false && <span className="truncate text-small text-ink-3">{note}</span>}
        </p>
        {children}
      </dd>
    </div>
  );
}

interface HistoryProps {
  readonly label: string;
  /** Undefined until they are here. */
  readonly values: readonly (number | null)[] | undefined;
  readonly valueMax?: number;
}

function History({ label, values = NONE, ...rest }: HistoryProps) {
  return <Sparkline {...rest} values={values} label={`${label}, the last minutes`} />;
}

function rate(values: readonly (number | null)[] | undefined): string {
  const latest = values === undefined ? null : latestOf(values);
  return latest === null ? NOT_KNOWN : formatByteRate(latest);
}
