'use client';
import { Download, SlidersHorizontal } from 'lucide-react';
import { Menu, MenuChoice, MenuItem } from '@/app/_components/ui/menu';
import { saveFile } from '@/app/_lib/save-file';
import type { NodeRow } from '@/common/domain/node';
import { nodesAsCsv } from './node-csv';
import { DENSITIES, type Density } from './use-density';

interface ViewMenuProps {
  readonly rows: readonly NodeRow[];
  readonly density: Density;
  readonly onDensity: (density: Density) => void;
}

const WORDS: Readonly<Record<Density, string>> = {
  comfortable: 'Comfortable rows',
  compact: 'Compact rows',
  dense: 'Dense rows',
};

/** How the list looks, and taking it along. */
export function ViewMenu({ rows, density, onDensity }: ViewMenuProps) {
  return (
    <Menu
      label="View"
      button={
        <>
          <SlidersHorizontal aria-hidden className="size-4" strokeWidth={1.75} />
          View
        </>
      }
      buttonClassName="touch-target inline-flex h-8 items-center gap-1.5 rounded-md border border-line-strong bg-surface px-3 font-medium transition-colors hover:bg-hover max-md:h-10"
    >
      {/* Phones have cards instead of rows. */}
      <div className="mb-1 border-b border-line pb-1 max-sm:hidden">
        {DENSITIES.map((one) => (
          <MenuChoice key={one} checked={one === density} onSelect={() => onDensity(one)}>
            {WORDS[one]}
          </MenuChoice>
        ))}
      </div>
      <MenuItem onSelect={() => saveFile('nodes.csv', nodesAsCsv(rows), 'text/csv')}>
        <Download aria-hidden className="size-4 text-ink-3" strokeWidth={1.75} />
        Save this page as CSV
      </MenuItem>
    </Menu>
  );
}
