'use client';
import { useState } from 'react';
import { Button } from './ui/button';
import { ErrorCard } from './ui/error-card';

/** Of the bundler: code that a page wanted later and did not get. It does not ask for it again. */
export function isPartMissing(error: unknown): boolean {
  return error instanceof Error && error.name === 'ChunkLoadError';
}

/** Where the page has to be loaded anew, which must not replace it by nothing at all. */
export function PartMissing() {
  const [asking, setAsking] = useState(false);
  const [silent, setSilent] = useState(false);

  async function loadAgain() {
    setAsking(true);
    try {
      await fetch(location.href, { method: 'HEAD' });
      location.reload();
    } catch {
      setAsking(false);
      setSilent(true);
    }
  }

  return (
    <ErrorCard
      title="A part of this page did not arrive"
      action={
        <div className="flex flex-wrap items-center gap-3">
          <Button busy={asking} onClick={() => void loadAgain()}>
            Load the page again
          </Button>
          <span role="status">{silent && !asking && 'The server still does not answer.'}</span>
        </div>
      }
    >
      The server does not answer, or it was upgraded since this page was opened. Agents go on
      collecting, and keep what the server does not take.
    </ErrorCard>
  );
}
