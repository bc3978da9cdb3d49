'use client';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from './button';
import { Dialog } from './dialog';
import { FormError } from './form-error';
import { TextField } from './text-field';

interface ConfirmDialogProps {
  readonly title: string;
  /** Exactly what will happen, and to what. */
  readonly children: ReactNode;
  /** What the button says: `Remove node-3`. */
  readonly does: string;
  /** Has to be typed first, where nothing brings it back. */
  readonly typedName?: string;
  /** Undoes nothing and takes nothing away: the button is not red. */
  readonly harmless?: boolean;
  readonly busy: boolean;
  /** Why it was refused, in a sentence. */
  readonly error?: string | undefined;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Before something that cannot be taken back. */
export function ConfirmDialog({
  title,
  children,
  does,
  typedName,
  harmless = false,
  busy,
  error,
  onConfirm,
  onClose,
}: ConfirmDialogProps) {
  const [typed, setTyped] = useState('');
  const ready = typedName === undefined || typed.trim() === typedName;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (ready) onConfirm();
  }

  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4 p-4">
        <div className="flex flex-col gap-2 text-ink-2 [overflow-wrap:anywhere]">{children}</div>
        {typedName !== undefined && (
          <TextField
            label={`Type “${typedName}” to confirm`}
            name="typed-name"
            autoComplete="off"
            spellCheck={false}
            autoCapitalize="none"
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
            validate={(value) =>
              value.trim() === typedName ? undefined : 'This is another name than the one above.'
            }
          />
        )}
        <FormError>{error}</FormError>
        <div className="flex flex-wrap justify-end gap-2">
          <Button variant="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            variant={harmless ? 'primary' : 'danger'}
            busy={busy}
            disabled={!ready}
          >
            {does}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
