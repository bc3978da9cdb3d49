'use client';
import { ListTree } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Card } from '@/app/_components/ui/card';
import { CopyButton } from '@/app/_components/ui/copy-button';
import { EmptyState } from '@/app/_components/ui/empty-state';
import { Input } from '@/app/_components/ui/input';
import type { CollectorView } from '@/common/domain/node';
import { filterFacts } from '../../_components/prepare-facts';
import { useCollectors } from '../../_components/use-collectors';
import { FactView } from './fact-view';

interface FactTreeProps {
  readonly nodeId: string;
  readonly first: readonly CollectorView[];
}

/** What is known of the machine rather than measured on it, collector by collector. */
export function FactTree({ nodeId, first }: FactTreeProps) {
  const collectors = useCollectors(nodeId, first);
  const [filter, setFilter] = useState('');
  const told = useMemo(() => collectors.filter(({ facts }) => facts !== null), [collectors]);
  const shown = told.flatMap(({ collector, facts, summary }) => {
    const found = filterFacts(facts, filter, collector);
    return found === undefined ? [] : [{ collector, summary, facts: found }];
  });
  const all = Object.fromEntries(shown.map(({ collector, facts }) => [collector, facts]));

  if (told.length === 0) {
    return (
      <Card flush title="Facts">
        <EmptyState icon={ListTree} title="No facts yet">
          Collectors tell them with their first run, within a minute of the agent’s start.
        </EmptyState>
      </Card>
    );
  }
  return (
    <>
      <div className="flex items-center gap-2">
        <Input
          data-filter
          type="search"
          value={filter}
          onChange={({ target }) => setFilter(target.value)}
          placeholder="Search names and values"
          aria-label="Search the facts"
          className="max-w-80"
        />
        <CopyButton text={JSON.stringify(all, null, 2)} label="Copy what is shown as JSON" />
      </div>
      {shown.length === 0 && <p className="text-ink-2">No fact matches “{filter}”.</p>}
      <div className="gap-4 xl:columns-2">
        {shown.map(({ collector, summary, facts }) => (
          <Card
            key={collector}
            className="mb-4 break-inside-avoid"
            title={collector}
            note={<span className="line-clamp-1">{summary}</span>}
            actions={
              <CopyButton text={JSON.stringify(facts, null, 2)} label={`Copy ${collector}`} />
            }
          >
            <FactView name={collector} value={facts} />
          </Card>
        ))}
      </div>
    </>
  );
}
