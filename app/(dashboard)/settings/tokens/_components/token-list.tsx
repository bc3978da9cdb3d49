'use client';
import { useQuery } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useQueryState } from 'nuqs';
import { useState } from 'react';
import { Button } from '@/app/_components/ui/button';
import { Card } from '@/app/_components/ui/card';
import { EmptyState } from '@/app/_components/ui/empty-state';
import { Segmented } from '@/app/_components/ui/segmented';
import { useCopyCall } from '@/app/_lib/copy-calls';
import { useTRPC } from '@/app/_lib/trpc';
import type { TokenRow, TokenScope } from '@/common/domain/api-token';
import { formatPlural } from '@/common/format';
import { tokenParams } from './token-params';
import { TokenTable } from './token-table';

const CreateDialog = dynamic(
  () => import('./create-dialog').then((module) => module.CreateDialog),
  { ssr: false },
);

interface TokenListProps {
  readonly first: readonly TokenRow[];
  readonly scopes: readonly TokenScope[];
  readonly pin: string | null;
  readonly isAdmin: boolean;
}

/** The keys of scripts: what each may do, until when, and when it was last used. */
export function TokenList({ first, scopes, pin, isAdmin }: TokenListProps) {
  const trpc = useTRPC();
  const [of, setOf] = useQueryState('of', tokenParams.of);
  const all = isAdmin && of === 'everybody';
  const [firstAll] = useState(all);
  const { data, refetch } = useQuery(
    trpc.tokens.list.queryOptions({ all }, all === firstAll ? { initialData: first } : {}),
  );
  const [creating, setCreating] = useState(false);
  useCopyCall({
    title: 'The tokens of this list',
    path: 'tokens.list',
    type: 'query',
    input: { all },
  });
  const tokens = data ?? [];
  return (
    <>
      <div className="flex flex-wrap items-center gap-3">
        <p className="min-w-0 flex-1 basis-72 text-ink-2">
          For scripts and other programs. A token acts as the person who made it, within its scopes,
          and never does more than that person may at the time.
        </p>
        {isAdmin && (
          <Segmented
            label="Whose tokens"
            value={of}
            onChange={(value) => void setOf(value)}
            options={[
              { value: 'me', label: 'Mine' },
              { value: 'everybody', label: 'Everybody’s' },
            ]}
          />
        )}
        <Button variant="primary" icon={Plus} onClick={() => setCreating(true)}>
          New token
        </Button>
      </div>
      <Card
        flush
        title="API tokens"
        note={tokens.length > 0 && formatPlural(tokens.length, 'token')}
      >
        {tokens.length === 0 ? (
          <EmptyState
            icon={KeyRound}
            title="No token yet"
            action={<Button onClick={() => setCreating(true)}>Make the first</Button>}
          >
            With one, a script asks and does what this dashboard does: over HTTP, or with the typed
            client. You get an example to paste.
          </EmptyState>
        ) : (
          <TokenTable tokens={tokens} showOwner={all} onChange={() => void refetch()} />
        )}
      </Card>
      {creating && (
        <CreateDialog
          scopes={scopes}
          pin={pin}
          onCreated={() => void refetch()}
          onClose={() => setCreating(false)}
        />
      )}
    </>
  );
}
