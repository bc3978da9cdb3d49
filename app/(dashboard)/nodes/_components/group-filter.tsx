'use client';
import { Tag, X } from 'lucide-react';
import { Menu, MenuChoice } from '@/app/_components/ui/menu';
import { formatCount } from '@/common/format';
import { Chip } from './chip';

interface GroupFilterProps {
  readonly groups: readonly { readonly name: string; readonly nodes: number }[];
  readonly chosen: string | null;
  readonly onChoose: (group: string | null) => void;
}

/** One group or all; the chosen one stands there as a chip that takes it away. */
export function GroupFilter({ groups, chosen, onChoose }: GroupFilterProps) {
  if (chosen !== null) {
    return (
      <Chip pressed onPress={() => onChoose(null)}>
        <Tag aria-hidden className="size-3.5" strokeWidth={1.75} />
        <span className="sr-only">Group</span> {chosen}
        <X aria-hidden className="size-3.5" />
      </Chip>
    );
  }
  if (groups.length === 0) return null;
  return (
    <Menu
      label={`Group ${formatCount(groups.length)}`}
      button={
        <>
          <Tag aria-hidden className="size-3.5" strokeWidth={1.75} />
          Group <span className="text-ink-3">{formatCount(groups.length)}</span>
        </>
      }
      buttonClassName="touch-target inline-flex h-8 items-center gap-1.5 rounded-md border border-line bg-surface px-2.5 text-ink-2 transition-colors hover:bg-hover hover:text-ink"
    >
      <div className="max-h-[21rem] overflow-y-auto">
        {groups.map(({ name, nodes }) => (
          <MenuChoice key={name} checked={false} onSelect={() => onChoose(name)}>
            <span className="min-w-0 flex-1 truncate">{name}</span>
            <span className="text-ink-3">{formatCount(nodes)}</span>
          </MenuChoice>
        ))}
      </div>
    </Menu>
  );
}
