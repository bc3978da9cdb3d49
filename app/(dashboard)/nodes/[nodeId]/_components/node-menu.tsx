'use client';
import { Ellipsis, KeyRound, Link2Off, Network, ShieldQuestion, Trash2 } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Menu, MenuItem } from '@/app/_components/ui/menu';
import type { NodeDetail } from '@/common/domain/node';

const EnrolmentDialog = dynamic(
  () => import('./enrolment-dialog').then((module) => module.EnrolmentDialog),
  { ssr: false },
);
const NewKeyDialog = dynamic(
  () => import('./new-key-dialog').then((module) => module.NewKeyDialog),
  { ssr: false },
);
const RevokeDialog = dynamic(
  () => import('./revoke-dialog').then((module) => module.RevokeDialog),
  { ssr: false },
);
const ZoneDialog = dynamic(() => import('./zone-dialog').then((module) => module.ZoneDialog), {
  ssr: false,
});
const RemoveDialog = dynamic(
  () => import('./remove-dialog').then((module) => module.RemoveDialog),
  { ssr: false },
);

const ICON = { className: 'size-4 text-ink-3', strokeWidth: 1.75 } as const;

interface NodeMenuProps {
  readonly node: NodeDetail;
  /** Whether this person lets machines in and shuts them out. */
  readonly mayDecide: boolean;
  readonly onChanged: () => void;
}

/** How the node came here, and what is seldom done to it. */
export function NodeMenu({ node, mayDecide, onChanged }: NodeMenuProps) {
  const [open, setOpen] = useState<'enrolment' | 'zone' | 'key' | 'revoke' | 'remove'>();
  const dialog = {
    node,
    onClose: () => setOpen(undefined),
    onDone() {
      setOpen(undefined);
      onChanged();
    },
  };
  return (
    <>
      <Menu
        label="More about this node"
        button={<Ellipsis aria-hidden className="size-4" strokeWidth={1.75} />}
        buttonClassName="touch-target inline-flex size-8 items-center justify-center rounded-md border border-line-strong bg-surface transition-colors hover:bg-hover max-md:size-10"
      >
        <MenuItem onSelect={() => setOpen('enrolment')}>
          <ShieldQuestion aria-hidden {...ICON} />
          How it was enrolled
        </MenuItem>
        {mayDecide && (
          <>
            <div className="my-1 border-t border-line" />
            {node.admission === 'active' && (
              <>
                <MenuItem onSelect={() => setOpen('zone')}>
                  <Network aria-hidden {...ICON} />
                  Move to another zone…
                </MenuItem>
                <MenuItem onSelect={() => setOpen('key')}>
                  <KeyRound aria-hidden {...ICON} />
                  Ask for a new key…
                </MenuItem>
                <MenuItem onSelect={() => setOpen('revoke')}>
                  <Link2Off aria-hidden {...ICON} />
                  Revoke…
                </MenuItem>
              </>
            )}
            <MenuItem onSelect={() => setOpen('remove')}>
              <Trash2 aria-hidden {...ICON} />
              Remove with its history…
            </MenuItem>
          </>
        )}
      </Menu>
      {open === 'enrolment' && <EnrolmentDialog node={node} onClose={dialog.onClose} />}
      {open === 'zone' && <ZoneDialog {...dialog} />}
      {open === 'key' && <NewKeyDialog {...dialog} />}
      {open === 'revoke' && <RevokeDialog {...dialog} />}
      {open === 'remove' && <RemoveDialog node={node} onClose={dialog.onClose} />}
    </>
  );
}
