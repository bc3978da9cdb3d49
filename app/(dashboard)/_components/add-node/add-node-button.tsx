'use client';
import { Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { parseAsBoolean, useQueryState } from 'nuqs';
import { Button, type ButtonVariant } from '@/app/_components/ui/button';

const AddNodeDialog = dynamic(
  () => import('./add-node-dialog').then((module) => module.AddNodeDialog),
  { ssr: false },
);

interface AddNodeButtonProps {
  readonly variant?: ButtonVariant;
  readonly label?: string;
  /** After the dialog was closed. */
  readonly onClosed?: () => void;
}

/** Opens what lets another machine in; `?add=true` leads straight to it. One of them a page. */
export function AddNodeButton({
  variant = 'secondary',
  label = 'Add a node',
  onClosed,
}: AddNodeButtonProps) {
  const [open, setOpen] = useQueryState('add', parseAsBoolean.withDefault(false));
  return (
    <>
      <Button variant={variant} icon={Plus} onClick={() => void setOpen(true)}>
        {label}
      </Button>
      {open && (
        <AddNodeDialog
          onClose={() => {
            void setOpen(null);
            onClosed?.();
          }}
        />
      )}
    </>
  );
}
