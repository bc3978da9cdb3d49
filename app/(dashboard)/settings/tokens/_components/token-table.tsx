'use client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Badge } from '@/app/_components/ui/badge';
import { Button } from '@/app/_components/ui/button';
import { ConfirmDialog } from '@/app/_components/ui/confirm-dialog';
import { RelativeTime } from '@/app/_components/ui/relative-time';
import { RowTh, Table, Td, Th } from '@/app/_components/ui/table';
import { cx } from '@/app/_lib/cx';
import { useTRPC } from '@/app/_lib/trpc';
import type { TokenRow } from '@/common/domain/api-token';
import { TokenState } from './token-state';

interface TokenTableProps {
  readonly tokens: readonly TokenRow[];
  readonly showOwner: boolean;
  readonly onChange: () => void;
}

export function TokenTable({ tokens, showOwner, onChange }: TokenTableProps) {
  const [leaving, setLeaving] = useState<TokenRow>();
  return (
    <>
      <Table caption="API tokens" className="cards-on-phones [&_tbody_tr:last-child>*]:border-b-0">
        <thead>
          <tr>
            <Th>Name</Th>
            {showOwner && <Th>Of</Th>}
            <Th>May</Th>
            <Th>From</Th>
            <Th>Last used</Th>
            <Th>State</Th>
            <Th>
              <span className="sr-only">What can be done</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <tr key={token.id} className={cx(token.revoked && 'text-ink-3')}>
              <RowTh className="min-w-32 font-medium [overflow-wrap:anywhere]">{token.name}</RowTh>
              {showOwner && <Td label="Of">{token.userName}</Td>}
              <Td label="May">
                <Scopes scopes={token.scopes} />
              </Td>
              <Td label="From" className="font-mono text-small">
                {token.addressRange || 'anywhere'}
              </Td>
              <Td label="Last used">
                <LastUse {...token} />
              </Td>
              <Td label="State">
                <TokenState revoked={token.revoked} expiresMs={token.expiresMs} />
              </Td>
              <Td className="sm:text-right">
                {!token.revoked && (
                  <Button
                    onClick={() => setLeaving(token)}
                    aria-label={`Revoke the token ${token.name}`}
                  >
                    Revoke
                  </Button>
                )}
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
      {leaving !== undefined && (
        <RevokeDialog
          token={leaving}
          onClose={() => setLeaving(undefined)}
          onRevoked={() => {
            setLeaving(undefined);
            onChange();
          }}
        />
      )}
    </>
  );
}

function Scopes({ scopes }: { scopes: readonly string[] }) {
  return (
    <span className="flex flex-wrap gap-1 max-sm:justify-end">
      {scopes.map((scope) => (
        <Badge key={scope}>{scope}</Badge>
      ))}
    </span>
  );
}

function LastUse({ lastUsedMs, lastAddress }: Pick<TokenRow, 'lastUsedMs' | 'lastAddress'>) {
  if (lastUsedMs === null) return <span className="text-ink-3">never</span>;
  return (
    <span className="max-sm:text-right">
      <RelativeTime atMs={lastUsedMs} />
      {lastAddress !== '' && (
        <span className="block font-mono text-small text-ink-3">{lastAddress}</span>
      )}
    </span>
  );
}

interface RevokeDialogProps {
  readonly token: TokenRow;
  readonly onRevoked: () => void;
  readonly onClose: () => void;
}

function RevokeDialog({ token, onRevoked, onClose }: RevokeDialogProps) {
  const trpc = useTRPC();
  const revoke = useMutation(trpc.tokens.revoke.mutationOptions({ onSuccess: onRevoked }));
  return (
    <ConfirmDialog
      title={`Revoke ${token.name}`}
      does="Revoke"
      busy={revoke.isPending}
      error={revoke.error?.message}
      onConfirm={() => revoke.mutate({ tokenId: token.id })}
      onClose={onClose}
    >
      <p>
        Whatever uses this token is refused from now on, and what it has open is closed within a
        second. A revoked token does not come back; a new one takes its place.
      </p>
    </ConfirmDialog>
  );
}
