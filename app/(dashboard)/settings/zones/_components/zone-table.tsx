'use client';
import { Ellipsis } from 'lucide-react';
import { Menu, MenuItem } from '@/app/_components/ui/menu';
import { Status } from '@/app/_components/ui/status';
import { RowTh, Table, Td, Th } from '@/app/_components/ui/table';
import { DEFAULT_ZONE } from '@/common/domain/member';
import type { ZoneRow } from '@/common/domain/zone';
import { gossipWords, linesOf, type ZoneLine } from './prepare-zones';
import type { ZoneVerb } from './zone-verb-dialog';

export type ZoneAction = 'edit' | ZoneVerb;

interface ZoneTableProps {
  readonly zones: readonly ZoneRow[];
  /** For whoever may change them. */
  readonly onAction: ((zone: ZoneRow, action: ZoneAction) => void) | undefined;
}

/** Zones, each below the one that it stands in. */
export function ZoneTable({ zones, onAction }: ZoneTableProps) {
  return (
    <Table caption="Zones" className="cards-on-phones [&_tbody_tr:last-child>*]:border-b-0">
      <thead>
        <tr>
          <Th>Zone</Th>
          <Th>Gossip</Th>
          <Th>Key</Th>
          <Th>Nodes</Th>
          <Th>
            <span className="sr-only">What can be done</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {linesOf(zones).map(({ zone, depth }) => (
          <tr key={zone.name}>
            <RowTh>
              <ZoneTitle zone={zone} depth={depth} />
            </RowTh>
            <Td label="Gossip">
              <Gossip zone={zone} />
            </Td>
            <Td label="Key" className="font-mono text-small">
              {zone.keys[0]?.id ?? '–'}
            </Td>
            <Td label="Nodes">{zone.nodes}</Td>
            <Td className="sm:text-right">
              {onAction !== undefined && (
                <ZoneMenu zone={zone} onAction={(action) => onAction(zone, action)} />
              )}
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

/** Deeper ones are not told apart. */
const INDENTS = ['', 'sm:pl-5', 'sm:pl-10', 'sm:pl-15'] as const;

function ZoneTitle({ zone: { name, note, parent }, depth }: ZoneLine) {
  return (
    <span className={`block ${INDENTS[Math.min(depth, INDENTS.length - 1)]}`}>
      <span className="block font-medium [overflow-wrap:anywhere]">{name}</span>
      <span className="block text-small text-ink-3 [overflow-wrap:anywhere]">
        {[note, parent === null ? '' : `in ${parent}`].filter((part) => part !== '').join(' · ')}
      </span>
    </span>
  );
}

function Gossip({ zone }: { zone: ZoneRow }) {
  const { kind, word, note } = gossipWords(zone);
  return (
    <span className="max-sm:text-right">
      <Status kind={kind} word={word} />
      {note !== '' && (
        <span className="block text-small text-ink-3 [overflow-wrap:anywhere]">{note}</span>
      )}
    </span>
  );
}

interface ZoneMenuProps {
  readonly zone: ZoneRow;
  readonly onAction: (action: ZoneAction) => void;
}

function ZoneMenu({ zone, onAction }: ZoneMenuProps) {
  return (
    <span className="inline-flex">
      <Menu
        label={`What can be done with ${zone.name}`}
        button={<Ellipsis aria-hidden className="size-4" strokeWidth={1.75} />}
        buttonClassName="touch-target inline-flex size-8 items-center justify-center rounded-md border border-line-strong bg-surface transition-colors hover:bg-hover max-md:size-10"
      >
        <MenuItem onSelect={() => onAction('edit')}>Edit…</MenuItem>
        {!zone.hasGossip && <MenuItem onSelect={() => onAction('on')}>Switch gossip on…</MenuItem>}
        {zone.hasGossip && zone.change === null && (
          <MenuItem onSelect={() => onAction('rotate')}>Change the key…</MenuItem>
        )}
        {zone.change !== null && (
          <MenuItem onSelect={() => onAction('force')}>Go on without the awaited…</MenuItem>
        )}
        {zone.hasGossip && <MenuItem onSelect={() => onAction('off')}>Switch gossip off…</MenuItem>}
        {zone.name !== DEFAULT_ZONE && (
          <MenuItem onSelect={() => onAction('remove')}>Remove…</MenuItem>
        )}
      </Menu>
    </span>
  );
}
