'use client';
import { useEffect, useState } from 'react';
import { CodeLine } from '@/app/_components/ui/code-line';
import { useRunningNow } from '@/app/_lib/now';
import { formatDuration } from '@/common/format';

const COMMAND = 'npm start';

/** Before the first node: what is awaited, for how long, and what would bring it. */
export function WaitingForAgent() {
  const [sinceMs, setSinceMs] = useState<number>();
  useEffect(() => setSinceMs(Date.now()), []);
  const waited = useRunningNow((nowMs) => formatDuration((nowMs - (sinceMs ?? nowMs)) / 1_000));
  return (
    <section
      aria-label="Waiting for an agent"
      className="flex flex-col gap-4 rounded-lg border border-line bg-surface p-6 sm:p-8"
    >
      <div className="flex items-center gap-3">
        <span aria-hidden className="relative grid size-3 place-items-center">
          <span className="absolute size-3 animate-breathe rounded-full bg-accent-tint" />
          <span className="size-1.5 rounded-full bg-accent" />
        </span>
        <h2 className="font-medium">
          Waiting for an agent… <span className="text-ink-3">({waited})</span>
        </h2>
      </div>
      <p className="max-w-prose text-ink-2">
        The agent of this machine connects by itself a few seconds after the server has started. It
        appears here as soon as it reports: no need to load the page again.
      </p>
      <div className="max-w-prose text-ink-2">
        If nothing comes, look at the console that started the server. This starts both:
        <CodeLine text={COMMAND} copyLabel="Copy the command" className="mt-2" />
      </div>
      <p className="max-w-prose text-ink-2">
        For any other machine, “Add a node” gives one line to paste there.
      </p>
    </section>
  );
}
