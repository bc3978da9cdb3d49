'use client';
import { CopyAs } from './copy-as';

interface TellCheckProps {
  readonly nodeId: string;
  readonly check: string;
}

/** How a script tells a passive check of a node what it found out. */
export function TellCheck({ nodeId, check }: TellCheckProps) {
  return (
    <section aria-label="Telling it a result" className="flex min-w-0 flex-col gap-1.5">
      <p className="text-small text-ink-3">
        Its results come from outside, on the node itself or through this server while the node is
        connected: that it went well, or what is wrong.
      </p>
      <CopyAs path="checks.heartbeat" input={{ nodeId, check }} />
      <CopyAs
        path="checks.tell"
        input={{ nodeId, check, state: 'critical', output: 'what was found' }}
      />
    </section>
  );
}
