'use client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/app/_components/ui/button';
import { Card } from '@/app/_components/ui/card';
import { useCopyCall } from '@/app/_lib/copy-calls';
import { useTRPC } from '@/app/_lib/trpc';
import type { ZoneRow } from '@/common/domain/zone';
import { formatPlural } from '@/common/format';
import { ZoneDialog } from './zone-dialog';
import { type ZoneAction, ZoneTable } from './zone-table';
import { ZoneVerbDialog } from './zone-verb-dialog';

const REFRESH_MS = 5_000;

interface ZoneListProps {
  readonly first: readonly ZoneRow[];
  readonly mayChange: boolean;
}

/** Which agents gossip with one another, under which keys, and how zones stand in one another. */
export function ZoneList({ first, mayChange }: ZoneListProps) {
  const trpc = useTRPC();
  const { data, refetch } = useQuery(
    trpc.zones.list.queryOptions(undefined, {
      initialData: [...first],
      refetchInterval: REFRESH_MS,
    }),
  );
  const [open, setOpen] = useState<{ readonly zone: ZoneRow; readonly action: ZoneAction }>();
  const [isAdding, setIsAdding] = useState(false);
  useCopyCall({ title: 'The zones', path: 'zones.list', type: 'query' });
  const dialog = {
    onClose: () => setOpen(undefined),
    onDone() {
      setOpen(undefined);
      setIsAdding(false);
      void refetch();
    },
  };
  return (
    <Card
      flush
      title="Zones"
      note={formatPlural(data.length, 'zone')}
      actions={
        mayChange && (
          <Button variant="primary" onClick={() => setIsAdding(true)}>
            New zone
          </Button>
        )
      }
    >
      <p className="px-4 pt-3 text-ink-2">
        Agents of a zone watch over one another without this server. A zone sees everything in the
        zones that stand in it; upwards it sees the relays alone, and beside it nothing.
      </p>
      <ZoneTable
        zones={data}
        onAction={mayChange ? (zone, action) => setOpen({ zone, action }) : undefined}
      />
      {isAdding && <ZoneDialog zones={data} {...dialog} onClose={() => setIsAdding(false)} />}
      {open?.action === 'edit' && <ZoneDialog zones={data} zone={open.zone} {...dialog} />}
      {open !== undefined && open.action !== 'edit' && (
        <ZoneVerbDialog zone={open.zone} verb={open.action} {...dialog} />
      )}
    </Card>
  );
}
