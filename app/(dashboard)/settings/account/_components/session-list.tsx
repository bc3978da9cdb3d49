'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Monitor, Smartphone } from 'lucide-react';
import { Button } from '@/app/_components/ui/button';
import { Card } from '@/app/_components/ui/card';
import { FormError } from '@/app/_components/ui/form-error';
import { RelativeTime } from '@/app/_components/ui/relative-time';
import { useCopyCall } from '@/app/_lib/copy-calls';
import { useTRPC } from '@/app/_lib/trpc';
import type { SessionRow } from '@/common/domain/account';
import { formatCount, formatExact } from '@/common/format';
import { deviceWords, isHandheld } from './device-words';

const REFRESH_MS = 30_000;

/** Where this account is signed in; an ended session is out within a second. */
export function SessionList({ first }: { first: readonly SessionRow[] }) {
  const trpc = useTRPC();
  const { data, refetch } = useQuery(
    trpc.account.sessions.queryOptions(undefined, {
      initialData: [...first],
      refetchInterval: REFRESH_MS,
    }),
  );
  const onSuccess = () => void refetch();
  useCopyCall({
    title: 'Where this account is signed in',
    path: 'account.sessions',
    type: 'query',
  });
  const end = useMutation(trpc.account.endSession.mutationOptions({ onSuccess }));
  const endOthers = useMutation(trpc.account.endOtherSessions.mutationOptions({ onSuccess }));
  const others = data.filter(({ current }) => !current);
  const error = end.error ?? endOthers.error;
  return (
    <Card
      flush
      title="Sessions"
      note={formatCount(data.length)}
      actions={
        others.length > 0 && (
          <Button variant="quiet" busy={endOthers.isPending} onClick={() => endOthers.mutate()}>
            End all others
          </Button>
        )
      }
    >
      {error !== null && (
        <div className="p-4 pb-0">
          <FormError>{error.message}</FormError>
        </div>
      )}
      <ul className="divide-y divide-line">
        {data.map((session) => (
          <li key={session.id} className="flex items-center gap-3 px-4 py-2.5">
            <SessionWords session={session} />
            {session.current ? (
              <span className="ml-auto text-small whitespace-nowrap text-ink-3">this one</span>
            ) : (
              <Button
                className="ml-auto"
                busy={end.isPending && end.variables.sessionId === session.id}
                onClick={() => end.mutate({ sessionId: session.id })}
                aria-label={`End the session of ${deviceWords(session.userAgent)} at ${session.address}`}
              >
                End
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function SessionWords({ session }: { session: SessionRow }) {
  const { userAgent, address, createdMs, lastSeenMs, expiresMs } = session;
  const Icon = isHandheld(userAgent) ? Smartphone : Monitor;
  return (
    <>
      <Icon aria-hidden className="size-4 shrink-0 text-ink-3" strokeWidth={1.75} />
      <div className="min-w-0">
        <p className="truncate" title={userAgent}>
          {deviceWords(userAgent)}
        </p>
        <p className="text-small text-ink-3 [overflow-wrap:anywhere]">
          {address !== '' && <span className="font-mono">{address}</span>}
          {address !== '' && ' · '}
          seen <RelativeTime atMs={lastSeenMs} /> ·{' '}
          <span title={`ends ${formatExact(expiresMs)}`} suppressHydrationWarning>
            began <RelativeTime atMs={createdMs} />
          </span>
        </p>
      </div>
    </>
  );
}
