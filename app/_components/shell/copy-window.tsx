'use client';
import { usePathname, useSearchParams } from 'next/navigation';
import { useCopyCalls } from '@/app/_lib/copy-calls';
import { shownNowMs } from '@/app/_lib/now';
import { CallShown } from '../call-shown';
import { useTimeShown } from '../chart/time-shown';
import { CodeLine } from '../ui/code-line';
import { Dialog } from '../ui/dialog';
import { pageLink } from './page-link';
import { closeShellWindow } from './shell-window';

/** This page as a link, and what it asks of the server as a command, curl and TypeScript. */
export function CopyWindow() {
  const path = usePathname();
  const params = useSearchParams();
  const time = useTimeShown();
  const calls = useCopyCalls();
  const link = pageLink(location.origin, `${path}?${params}`, time, shownNowMs());
  return (
    <Dialog title="Copy this page as" onClose={closeShellWindow} className="sm:max-w-2xl">
      <div className="flex flex-col gap-5 p-4">
        <section aria-label="Link" className="flex flex-col gap-2">
          <h3 className="font-medium">Link</h3>
          <CodeLine text={link} copyLabel="Copy the link" />
          {time !== null && (
            <p className="text-small text-ink-3">
              With the stretch of time that is shown now, so that it shows the same later.
            </p>
          )}
        </section>
        {calls.map((call) => (
          <section key={call.title} aria-label={call.title} className="flex flex-col gap-2">
            <h3 className="font-medium">
              {call.title}{' '}
              <code className="ml-1 font-mono text-small font-normal text-ink-3">{call.path}</code>
            </h3>
            <CallShown call={call} onNode={call.onNode} />
          </section>
        ))}
      </div>
    </Dialog>
  );
}
