'use client';
import Link from 'next/link';
import { useMemo, useState } from 'react';
import { ScrollArea } from '@/app/_components/chart/scroll-area';
import { CopyButton } from '@/app/_components/ui/copy-button';
import { Input } from '@/app/_components/ui/input';
import { Skeleton } from '@/app/_components/ui/skeleton';
import type { CollectorView } from '@/common/domain/node';
import type { SeriesRow } from '@/common/domain/range';
import { formatExact, formatPlural } from '@/common/format';
import { filterLines, linesAsText, type TreeLine, treeLines } from '../../_components/prepare-tree';

const LINES_MAX = 500;

interface RawTreeProps {
  readonly nodeId: string;
  readonly view: CollectorView;
  readonly rows: readonly SeriesRow[] | undefined;
}

/** Everything that a collector last gave, one line each, named as expressions name it. */
export function RawTree({ nodeId, view, rows }: RawTreeProps) {
  const [filter, setFilter] = useState('');
  const { collector, facts } = view;
  const all = useMemo(() => treeLines(collector, rows ?? [], facts), [collector, rows, facts]);
  const lines = useMemo(() => filterLines(all, filter), [all, filter]);
  if (rows === undefined) return <Skeleton className="m-4 h-24" />;
  return (
    <div className="px-4 py-3">
      <div className="mb-2 flex items-center gap-2">
        <Input
          type="search"
          value={filter}
          onChange={({ target }) => setFilter(target.value)}
          placeholder="Filter paths and values"
          aria-label={`Filter what ${collector} gave`}
          className="max-w-72"
        />
        <span className="text-small text-ink-3" role="status">
          {formatPlural(lines.length, 'line')}
        </span>
        <span className="ml-auto flex items-center">
          <CopyButton text={linesAsText(lines)} label="Copy these lines" />
        </span>
      </div>
      {lines.length === 0 ? (
        <p className="py-2 text-ink-2">
          {all.length === 0 ? 'It gave nothing.' : 'Nothing matches.'}
        </p>
      ) : (
        <ScrollArea label={`What ${collector} gave`} className="max-h-96 overflow-auto">
          <ul className="font-mono text-small">
            {lines.slice(0, LINES_MAX).map((line) => (
              <Line key={line.path} nodeId={nodeId} line={line} />
            ))}
          </ul>
          {lines.length > LINES_MAX && (
            <p className="py-1 text-small text-ink-3">
              {lines.length - LINES_MAX} more; filter to see them.
            </p>
          )}
        </ScrollArea>
      )}
    </div>
  );
}

function Line({ nodeId, line }: { nodeId: string; line: TreeLine }) {
  const { path, value, help, atMs } = line;
  const expression = `{{${path}}}`;
  const lab = `/lab?node=${nodeId}&expression=${encodeURIComponent(expression)}`;
  const title = [help, atMs === null ? '' : formatExact(atMs)].filter(Boolean).join('\n');
  return (
    <li title={title} className="group flex items-center gap-1 py-px">
      <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        <span className="text-ink-2">{path}</span> <span className="text-ink-3">=</span>{' '}
        <span className="text-ink">{value}</span>
      </span>
      <span className="flex shrink-0 items-center opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100">
        <Link
          href={lab}
          prefetch={false}
          title={`Try ${expression} in the Lab`}
          className="touch-target rounded-sm px-1 font-sans text-accent hover:underline"
        >
          Lab
        </Link>
        <CopyButton text={expression} label={`Copy ${expression}`} />
      </span>
    </li>
  );
}
