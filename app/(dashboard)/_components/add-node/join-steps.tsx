'use client';
import { useEffect, useRef } from 'react';
import { Button } from '@/app/_components/ui/button';
import { CodeLine } from '@/app/_components/ui/code-line';
import { Disclosure } from '@/app/_components/ui/disclosure';
import { StatusIcon } from '@/app/_components/ui/status';
import { useNow } from '@/app/_lib/now';
import type { IssuedEnrolmentToken } from '@/common/domain/enrolment';
import { formatDuration, formatExact } from '@/common/format';
import { AwaitedNodes } from './awaited-nodes';
import { OnlyHere } from './only-here';

interface JoinStepsProps {
  readonly token: IssuedEnrolmentToken;
  /** How many machines it lets in. */
  readonly usesMax: number;
  readonly onClose: () => void;
}

/** The line to paste, what it does, other ways; and below them who comes. */
export function JoinSteps({ token, usesMax, onClose }: JoinStepsProps) {
  const element = useRef<HTMLDivElement>(null);
  // The button that led here is gone with its form: reading goes on from the top.
  useEffect(() => {
    element.current?.focus({ preventScroll: true });
    element.current?.scrollIntoView({ block: 'start' });
  }, []);
  return (
    <div ref={element} tabIndex={-1} className="flex flex-col gap-4 p-4 outline-none">
      <OnlyHere />
      <div className="flex flex-col gap-2">
        <p>Paste this into a shell on the new machine, as somebody who may use sudo:</p>
        <CodeLine wrapped text={token.oneLiner} copyLabel="Copy the line" />
        <Expiry expiresMs={token.expiresMs} usesMax={usesMax} />
      </div>
      <AwaitedNodes tokenId={token.tokenId} usesMax={usesMax} />
      <div className="flex flex-col">
        <Disclosure summary="What does it do?">
          <ol className="mt-1 mb-3 list-decimal space-y-1 pl-9 text-ink-2">
            <li>Fetches a script from this server, whose key the line names, and runs it.</li>
            <li>
              The script looks for Node.js, and takes an agent with Node inside where it is missing.
            </li>
            <li>It installs the agent below /usr/local/lib/opsbro and checks every checksum.</li>
            <li>The agent makes a key of its own, proves that it was invited, and joins.</li>
            <li>It runs as a service: of systemd, of OpenRC, or as an init script.</li>
          </ol>
          <p className="mb-3 pl-6 text-ink-2">
            <code className="font-mono">sudo opsbro agent uninstall</code> takes all of it away
            again.
          </p>
        </Disclosure>
        <Disclosure summary="The agent is installed already, or another way is better">
          <p className="mt-1 mb-2 text-ink-2">
            The join string alone lets the agent in. Run{' '}
            <code className="font-mono">sudo opsbro agent join</code> there and paste this when it
            asks:
          </p>
          <CodeLine wrapped text={token.joinString} copyLabel="Copy the join string" />
          <p className="mt-2 text-ink-2">
            <code className="font-mono">sudo opsbro agent service-install</code> then finds systemd,
            OpenRC or plain init by itself.
          </p>
        </Disclosure>
      </div>
      <div className="flex justify-end">
        <Button onClick={onClose}>Close</Button>
      </div>
    </div>
  );
}

function Expiry({ expiresMs, usesMax }: { expiresMs: number; usesMax: number }) {
  const left = useNow((nowMs) => {
    const seconds = Math.floor((expiresMs - nowMs) / 1_000);
    return seconds <= 0 ? '' : formatDuration(seconds < 120 ? seconds : seconds - (seconds % 60));
  });
  if (left === '') {
    return (
      <p className="flex items-start gap-2 text-warning">
        <StatusIcon kind="warning" className="mt-0.5" />
        The line has expired. Close this and make another.
      </p>
    );
  }
  return (
    <p className="text-small text-ink-3" title={formatExact(expiresMs)}>
      Lets in {usesMax === 1 ? 'one machine' : `${usesMax} machines`}, for another {left}. It holds
      a secret that is not shown again: send it to nobody who may not add machines.
    </p>
  );
}
