'use client';
import { ChevronRight } from 'lucide-react';
import { useId } from 'react';
import { Badge } from '@/app/_components/ui/badge';
import { RelativeTime } from '@/app/_components/ui/relative-time';
import { Status } from '@/app/_components/ui/status';
import { RowTh, Td } from '@/app/_components/ui/table';
import { cx } from '@/app/_lib/cx';
import type { CollectorView } from '@/common/domain/node';
import type { SeriesRow } from '@/common/domain/range';
import { formatCount, formatDuration, formatMs, formatPercent, NOT_KNOWN } from '@/common/format';
import { COLLECTOR_STATUS, type Cost } from '../../_components/prepare-collectors';
import { RawTree } from './raw-tree';
import { RunCollector } from './run-collector';

interface CollectorRowProps {
  readonly nodeId: string;
  readonly mayRun: boolean;
  readonly view: CollectorView;
  readonly cost: Cost;
  /** Undefined until they have been asked for. */
  readonly rows: readonly SeriesRow[] | undefined;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

const COLUMNS = 9;

/** One collector; opened, everything that it last gave. */
export function CollectorRow({
  nodeId,
  mayRun,
  view,
  cost,
  rows,
  isOpen,
  onToggle,
}: CollectorRowProps) {
  const id = useId();
  const [kind, word] = COLLECTOR_STATUS[view.state];
  return (
    <>
      <tr className="align-top hover:bg-hover/60">
        <RowTh className="max-w-sm align-top">
          <button
            type="button"
            aria-expanded={isOpen}
            aria-controls={id}
            onClick={onToggle}
            className="touch-target flex items-start gap-1.5 rounded-sm text-left"
          >
            <ChevronRight
              aria-hidden
              className={cx('mt-0.5 size-4 shrink-0 text-ink-3', isOpen && 'rotate-90')}
            />
            <span>
              <span className="font-mono">{view.collector}</span>
              <span className="block text-small text-ink-3">{view.summary}</span>
            </span>
          </button>
        </RowTh>
        <Td className="min-w-32 align-top">
          <Status kind={kind} word={word} />
          {view.reason !== '' && (
            <p className="mt-0.5 max-w-md text-small text-ink-2 [overflow-wrap:anywhere]">
              {view.reason}
            </p>
          )}
          {view.fix !== '' && view.state !== 'ok' && (
            <p className="max-w-md text-small text-ink-3 [overflow-wrap:anywhere]">{view.fix}</p>
          )}
        </Td>
        <Td className="wide align-top">
          <Badge>{view.pack}</Badge>
        </Td>
        <Td numeric className="wide align-top whitespace-nowrap">
          {formatDuration(view.intervalMs / 1_000)}
        </Td>
        <Td numeric className="wide align-top whitespace-nowrap text-ink-2">
          {view.lastRunMs === null ? NOT_KNOWN : <RelativeTime atMs={view.lastRunMs} short />}
        </Td>
        <Td numeric className="align-top">
          {view.runs === 0 ? NOT_KNOWN : formatMs(view.durationMsMean)}
        </Td>
        <Td numeric className="wide align-top whitespace-nowrap text-ink-2">
          {cost.sharePercent === null ? NOT_KNOWN : formatPercent(cost.sharePercent)}
        </Td>
        <Td numeric className="wide align-top whitespace-nowrap">
          {formatCount(view.seriesCount)}
        </Td>
        <Td numeric className={cx('wide align-top', view.failures > 0 && 'text-critical')}>
          {formatCount(view.failures)}
        </Td>
      </tr>
      {isOpen && (
        <tr id={id}>
          <td colSpan={COLUMNS} className="border-b border-line bg-canvas p-0">
            {mayRun && <RunCollector nodeId={nodeId} collector={view.collector} />}
            <RawTree nodeId={nodeId} view={view} rows={rows} />
          </td>
        </tr>
      )}
    </>
  );
}
