'use client';
import { useState } from 'react';
import { Button } from '@/app/_components/ui/button';
import { leaveForProvider } from '@/app/_lib/sign-in';

interface ProviderButtonProps {
  /** What the organisation calls it: `Example ID`. */
  readonly name: string;
  readonly next: string;
  readonly onRefused: (reason: string) => void;
}

/** Signs in where the organisation keeps its people. */
export function ProviderButton({ name, next, onRefused }: ProviderButtonProps) {
  const [busy, setBusy] = useState(false);

  async function leave() {
    setBusy(true);
    const refused = await leaveForProvider(next);
    // Without a reason the browser is on its way, and the button stays as it is.
    if (refused === undefined) return;
    setBusy(false);
    onRefused(refused);
  }

  return (
    <>
      <p className="my-5 flex items-center gap-3 text-small text-ink-3 before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        or
      </p>
      <Button busy={busy} onClick={() => void leave()} className="h-9 w-full">
        Sign in with {name}
      </Button>
    </>
  );
}
