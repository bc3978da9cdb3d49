'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Ticket } from 'lucide-react';
import { useState } from 'react';
import { Badge } from '@/app/_components/ui/badge';
import { Button } from '@/app/_components/ui/button';
import { Card } from '@/app/_components/ui/card';
import { ConfirmDialog } from '@/app/_components/ui/confirm-dialog';
import { EmptyState } from '@/app/_components/ui/empty-state';
import { RelativeTime } from '@/app/_components/ui/relative-time';
import { RowTh, Table, Td, Th } from '@/app/_components/ui/table';
import { useCopyCall } from '@/app/_lib/copy-calls';
import { useTRPC } from '@/app/_lib/trpc';
import type { EnrolmentTokenRow } from '@/common/domain/enrolment';
import { formatPlural, NOT_KNOWN } from '@/common/format';
import { AddNodeButton } from '../../../_components/add-node/add-node-button';
import { JoinTokenState } from './join-token-state';

const REFRESH_MS = 15_000;

interface JoinTokensProps {
  readonly first: readonly EnrolmentTokenRow[];
  readonly mayCreate: boolean;
}

/** What lets machines in: who made it, how often it was used, until when it works. */
export function JoinTokens({ first, mayCreate }: JoinTokensProps) {
  const trpc = useTRPC();
  const { data, refetch } = useQuery(
    trpc.enrolment.tokens.queryOptions(undefined, {
      initialData: [...first],
      refetchInterval: REFRESH_MS,
    }),
  );
  const [leaving, setLeaving] = useState<EnrolmentTokenRow>();
  useCopyCall({ title: 'The join tokens', path: 'enrolment.tokens', type: 'query' });
  return (
    <Card
      flush
      title="Join tokens"
      note={data.length > 0 && formatPlural(data.length, 'token')}
      actions={mayCreate && <AddNodeButton variant="primary" onClosed={() => void refetch()} />}
    >
      {data.length === 0 ? (
        <EmptyState icon={Ticket} title="No join token yet">
          “Add a node” makes one, and shows the line that uses it. The secret itself is not kept
          here.
        </EmptyState>
      ) : (
        <TokenTable tokens={data} onRevoke={mayCreate ? setLeaving : undefined} />
      )}
      {leaving !== undefined && (
        <RevokeDialog
          token={leaving}
          onDone={() => {
            setLeaving(undefined);
            void refetch();
          }}
          onClose={() => setLeaving(undefined)}
        />
      )}
    </Card>
  );
}

interface TokenTableProps {
  readonly tokens: readonly EnrolmentTokenRow[];
  readonly onRevoke: ((token: EnrolmentTokenRow) => void) | undefined;
}

function TokenTable({ tokens, onRevoke }: TokenTableProps) {
  return (
    <Table caption="Join tokens" className="cards-on-phones [&_tbody_tr:last-child>*]:border-b-0">
      <thead>
        <tr>
          <Th>Token</Th>
          <Th>State</Th>
          <Th>Used</Th>
          <Th>Gives</Th>
          <Th>From</Th>
          <Th>Made</Th>
          <Th>
            <span className="sr-only">What can be done</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {tokens.map((token) => (
          <tr key={token.id}>
            <RowTh className="min-w-32">
              <span className="block font-medium [overflow-wrap:anywhere]">
                {token.note || 'no note'}
              </span>
              <span className="block font-mono text-small text-ink-3">{token.id}</span>
            </RowTh>
            <Td label="State">
              <JoinTokenState {...token} />
            </Td>
            <Td label="Used" className="whitespace-nowrap">
              {token.uses} of {token.usesMax}
            </Td>
            <Td label="Gives">
              <Gives token={token} />
            </Td>
            <Td label="From" className="font-mono text-small">
              {token.addressRange || 'anywhere'}
            </Td>
            <Td label="Made">
              <span className="max-sm:text-right">
                <RelativeTime atMs={token.createdMs} />
                <span className="block text-small text-ink-3">by {token.createdBy}</span>
              </span>
            </Td>
            <Td className="sm:text-right">
              {onRevoke !== undefined && !token.revoked && token.uses < token.usesMax && (
                <Button onClick={() => onRevoke(token)} aria-label={`Revoke ${token.id}`}>
                  Revoke
                </Button>
              )}
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Gives({ token: { groups, zone, needsApproval } }: { token: EnrolmentTokenRow }) {
  return (
    <span className="flex flex-wrap gap-1 max-sm:justify-end">
      {groups.map((group) => (
        <Badge key={group}>{group}</Badge>
      ))}
      {zone !== '' && <Badge title="Zone">zone {zone}</Badge>}
      {needsApproval && <span className="text-small text-ink-3">after approval</span>}
      {groups.length === 0 && zone === '' && !needsApproval && NOT_KNOWN}
    </span>
  );
}

interface RevokeDialogProps {
  readonly token: EnrolmentTokenRow;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

function RevokeDialog({ token, onDone, onClose }: RevokeDialogProps) {
  const trpc = useTRPC();
  const revoke = useMutation(trpc.enrolment.revokeToken.mutationOptions({ onSuccess: onDone }));
  return (
    <ConfirmDialog
      title={`Revoke the token ${token.note || token.id}`}
      does="Revoke"
      busy={revoke.isPending}
      error={revoke.error?.message}
      onConfirm={() => revoke.mutate({ tokenId: token.id })}
      onClose={onClose}
    >
      <p>
        It lets nobody else in. The {formatPlural(token.uses, 'machine')} that came with it
        {token.uses === 1 ? ' stays' : ' stay'}.
      </p>
    </ConfirmDialog>
  );
}
