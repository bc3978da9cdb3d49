'use client';
import { usePathname } from 'next/navigation';
import { type ReactNode, useEffect, useState } from 'react';
import { formatExact } from '@/common/format';
import { isPartMissing, PartMissing } from './part-missing';
import { Button } from './ui/button';
import { CopyButton } from './ui/copy-button';
import { ErrorCard } from './ui/error-card';

interface FailureProps {
  readonly error: unknown;
  readonly retry: () => void;
  /** What else a person can do, beside trying again. */
  readonly children?: ReactNode;
}

/** A page that failed, for want of its code or on the server. */
export function Failure(props: FailureProps) {
  return isPartMissing(props.error) ? <PartMissing /> : <ServerFailure {...props} />;
}

/** What still works, what to do, and what to look for in the server's log. */
function ServerFailure({ error, retry, children }: FailureProps) {
  const path = usePathname();
  const [at, setAt] = useState('');
  useEffect(() => setAt(formatExact(Date.now(), 'UTC')), []);
  const detail = [at, path, digestOf(error)].filter(Boolean).join(', ');
  return (
    <ErrorCard
      title="The server failed while it prepared this page"
      action={
        <div className="flex flex-wrap gap-2">
          <Button onClick={retry}>Try again</Button>
          {children}
        </div>
      }
    >
      <p>
        Agents go on collecting, and keep what the server does not take. If trying again does not
        help, look for this in the server’s log:
      </p>
      <p className="mt-1 flex items-center gap-1 font-mono">
        {detail} <CopyButton text={detail} label="Copy the details" />
      </p>
    </ErrorCard>
  );
}

/** What Next shows of an error of the server: under the same digest its log has the cause. */
function digestOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('digest' in error)) return undefined;
  return `error ${String(error.digest)}`;
}
