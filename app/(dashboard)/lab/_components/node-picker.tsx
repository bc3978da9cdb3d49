'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { Input } from '@/app/_components/ui/input';
import { NodeStatus } from '@/app/_components/ui/node-status';
import { Offers } from '@/app/_components/ui/offers';
import { useTRPC } from '@/app/_lib/trpc';
import type { NodeRow } from '@/common/domain/node';

interface NodePickerProps {
  readonly node: NodeRow | undefined;
  readonly onPick: (node: NodeRow) => void;
}

const OFFERED = 8;

/** One node of all, found by the server while one types. */
export function NodePicker({ node, onPick }: NodePickerProps) {
  const id = useId();
  const [query, setQuery] = useState<string>();
  const [chosen, setChosen] = useState(0);
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.nodes.list.queryOptions(
      { query: query?.slice(0, 128) ?? '', pageSize: OFFERED },
      { enabled: query !== undefined, placeholderData: keepPreviousData },
    ),
  );
  const offers = query === undefined ? [] : (data?.rows ?? []);

  function pick(row: NodeRow | undefined): void {
    if (row !== undefined) onPick(row);
    setQuery(undefined);
  }

  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => setChosen(Math.min(offers.length - 1, chosen + 1)),
    ArrowUp: () => setChosen(Math.max(0, chosen - 1)),
    Enter: () => pick(offers[chosen]),
    Escape: () => setQuery(undefined),
  };

  return (
    <div className="relative flex flex-col gap-1.5">
      <label htmlFor={id} className="font-medium">
        Node
      </label>
      <Input
        id={id}
        role="combobox"
        aria-expanded={offers.length > 0}
        aria-controls={`${id}-offers`}
        aria-autocomplete="list"
        aria-activedescendant={offers.length > 0 ? `${id}-offers-${chosen}` : undefined}
        autoComplete="off"
        spellCheck={false}
        placeholder="Which node?"
        value={query ?? node?.name ?? ''}
        onFocus={({ target }) => {
          setQuery('');
          target.select();
        }}
        onBlur={() => setQuery(undefined)}
        onChange={({ target }) => {
          setQuery(target.value);
          setChosen(0);
        }}
        onKeyDown={(event) => {
          const act = query === undefined ? undefined : keys[event.key];
          if (act === undefined) return;
          event.preventDefault();
          act();
        }}
      />
      <Offers
        id={`${id}-offers`}
        label="Nodes"
        offers={offers.map((row) => ({
          key: row.id,
          label: row.name,
          note: <NodeStatus signs={row} />,
        }))}
        chosen={chosen}
        onTake={(index) => pick(offers[index])}
      />
    </div>
  );
}
