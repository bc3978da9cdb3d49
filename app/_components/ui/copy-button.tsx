'use client';
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { IconButton } from './button';

const SHOWN_MS = 1_600;

interface CopyButtonProps {
  readonly text: string;
  /** What is copied: `Copy the address`. */
  readonly label: string;
}

export function CopyButton({ text, label }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<'copied' | 'refused'>();

  useEffect(() => {
    if (outcome === undefined) return;
    const timer = setTimeout(() => setOutcome(undefined), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [outcome]);

  return (
    <>
      <IconButton
        label={label}
        icon={outcome === 'copied' ? Check : Copy}
        onClick={() => {
          copy(text).then(
            () => setOutcome('copied'),
            () => setOutcome('refused'),
          );
        }}
      />
      <span
        role="status"
        className={outcome === 'refused' ? 'text-small text-critical' : 'sr-only'}
      >
        {outcome === 'copied' && 'Copied'}
        {outcome === 'refused' && 'The browser refused; select the text instead'}
      </span>
    </>
  );
}

/** Plain HTTP to another machine is no secure context: there is no clipboard there. */
async function copy(text: string): Promise<void> {
  if (navigator.clipboard === undefined) throw new Error('no clipboard outside a secure context');
  await navigator.clipboard.writeText(text);
}
