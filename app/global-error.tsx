'use client';
import { useEffect } from 'react';
import './globals.css';

interface GlobalErrorProps {
  readonly retry: () => void;
}

/** When not even the frame of all pages could be drawn; stands on nothing but its styles. */
export default function GlobalError({ retry }: GlobalErrorProps) {
  useEffect(() => {
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  }, []);
  return (
    <html lang="en">
      <body>
        <title>Failed · OpsBro</title>
        <main className="mx-auto flex min-h-dvh max-w-md flex-col items-start justify-center gap-4 px-4">
          <h1 className="text-title font-medium tracking-tight">OpsBro could not be shown</h1>
          <p className="text-ink-2">
            The page failed before anything of it was drawn. Agents go on collecting. The server’s
            log says why.
          </p>
          <button
            type="button"
            onClick={retry}
            className="h-9 rounded-md border border-line-strong bg-surface px-3 font-medium"
          >
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
