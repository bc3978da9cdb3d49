'use client';
import { X } from 'lucide-react';
import Link from 'next/link';
import { useSyncExternalStore } from 'react';
import { IconButton } from '@/app/_components/ui/button';
import { CodeLine } from '@/app/_components/ui/code-line';
import { Kbd } from '@/app/_components/ui/kbd';
import { StatusIcon } from '@/app/_components/ui/status';
import { useNow } from '@/app/_lib/now';
import type { NodeRow } from '@/common/domain/node';
import { nodeKind } from './fleet-view';

const DISMISSED_KEY = 'opsbro-start-here-dismissed';
const COMMAND = 'npm run opsbro -- collectors list';

/** What to do with the first node; gone for good once it is dismissed. */
export function StartHere({ node, mayAdd }: { node: NodeRow; mayAdd: boolean }) {
  const dismissed = useSyncExternalStore(
    subscribe,
    () => localStorage.getItem(DISMISSED_KEY) !== null,
    () => true,
  );
  const kind = useNow((nowMs) => nodeKind(node, nowMs));
  if (dismissed) return null;
  return (
    <section aria-labelledby="start-here" className="rounded-lg border border-line bg-surface">
      <header className="flex items-center gap-2 py-1.5 pr-2 pl-4">
        <StatusIcon kind={kind} />
        <h2 id="start-here" className="font-medium">
          {node.name} is here
        </h2>
        <IconButton label="Dismiss" icon={X} onClick={dismiss} className="ml-auto" />
      </header>
      <ul className="grid gap-x-6 gap-y-3 px-4 pb-4 text-ink-2 lg:grid-cols-3">
        <li>
          <Link href={`/nodes/${node.id}`} className="font-medium text-accent hover:underline">
            Open its page
          </Link>
          : everything that is measured on it, as charts, facts and events.
        </li>
        <li>
          Ask it from a terminal:
          <CodeLine text={COMMAND} copyLabel="Copy the command" className="mt-1" />
        </li>
        <li>
          {mayAdd ? (
            <>
              <Link href="/?add=true" className="font-medium text-accent hover:underline">
                Add the next machine
              </Link>
              : one line to paste there, and this page greets it.
              <span className="max-md:hidden">
                {' '}
                Then <Kbd>Ctrl</Kbd> <Kbd>K</Kbd> finds any of them.
              </span>
            </>
          ) : (
            <>
              <Kbd>Ctrl</Kbd> <Kbd>K</Kbd> finds any node, page and action; <Kbd>?</Kbd> lists the
              other keys.
            </>
          )}
        </li>
      </ul>
    </section>
  );
}

function dismiss(): void {
  localStorage.setItem(DISMISSED_KEY, '1');
  dispatchEvent(new Event('storage'));
}

function subscribe(listener: () => void): () => void {
  addEventListener('storage', listener);
  return () => removeEventListener('storage', listener);
}
