'use client';
import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { cx } from '@/app/_lib/cx';
import { IconButton } from './button';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** The title is said, not shown: the palette is its own title. */
  readonly bare?: boolean;
  readonly className?: string;
}

/**
 * A window over the page, by the browser's own: it keeps the focus, gives it back, closes on Escape.
 * Rendered only while it is open; on phones it is a sheet at the lower edge.
 */
export function Dialog({ title, onClose, children, bare = false, className }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();

  useEffect(() => {
    const dialog = element.current;
    const before = document.activeElement;
    if (dialog?.open === false) dialog.showModal();
    // A form begins at its first field, and not at the cross that closes it.
    dialog?.querySelector<HTMLElement>('input, select, textarea')?.focus();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);

  useEffect(() => {
    const dialog = element.current;
    // Escape and the close button are for everyone; a click beside the window is a short cut.
    const onClick = (event: MouseEvent) => event.target === dialog && onClose();
    dialog?.addEventListener('click', onClick);
    return () => dialog?.removeEventListener('click', onClick);
  }, [onClose]);

  return (
    <dialog
      ref={element}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      className={cx(
        'm-0 max-h-[85dvh] w-full max-w-none animate-arrive overflow-hidden rounded-lg bg-raised p-0 text-ink shadow-raised max-sm:top-auto max-sm:bottom-0 max-sm:rounded-b-none sm:mx-auto sm:mt-[12vh]',
        className ?? 'sm:max-w-lg',
      )}
    >
      <div className="flex max-h-[85dvh] flex-col">
        <header
          className={bare ? 'sr-only' : 'flex items-center border-b border-line py-2 pr-2 pl-4'}
        >
          <h2 id={id} className="font-medium">
            {title}
          </h2>
          {!bare && <IconButton label="Close" icon={X} onClick={onClose} className="ml-auto" />}
        </header>
        <div className="min-h-0 overflow-y-auto">{children}</div>
      </div>
    </dialog>
  );
}
