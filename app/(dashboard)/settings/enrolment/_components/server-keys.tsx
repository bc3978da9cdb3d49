'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/app/_components/ui/button';
import { Card } from '@/app/_components/ui/card';
import { ConfirmDialog } from '@/app/_components/ui/confirm-dialog';
import { CopyButton } from '@/app/_components/ui/copy-button';
import { RelativeTime } from '@/app/_components/ui/relative-time';
import { Status, type StatusKind } from '@/app/_components/ui/status';
import { RowTh, Table, Td, Th } from '@/app/_components/ui/table';
import { useTRPC } from '@/app/_lib/trpc';
import type { ServerKeysView } from '@/common/domain/enrolment';
import { formatPlural } from '@/common/format';
import { TlsFacts } from './tls-facts';

type Key = ServerKeysView['keys'][number];

interface ServerKeysProps {
  readonly first: ServerKeysView;
  readonly mayRotate: boolean;
}

/** By what agents know this server, and how its connections are protected. */
export function ServerKeys({ first, mayRotate }: ServerKeysProps) {
  const trpc = useTRPC();
  const { data, refetch } = useQuery(
    trpc.enrolment.keys.queryOptions(undefined, { initialData: first }),
  );
  const [rotating, setRotating] = useState(false);
  const [leaving, setLeaving] = useState<Key>();
  return (
    <Card
      flush
      title="Keys of this server"
      note={
        data.agentsOnOldKey > 0 && `${formatPlural(data.agentsOnOldKey, 'agent')} on an older one`
      }
      actions={mayRotate && <Button onClick={() => setRotating(true)}>New key</Button>}
    >
      <p className="px-4 pt-3 text-ink-2">
        Every agent checks one of these before it says a word of itself. The fingerprint stands in
        every join string, before the @.
      </p>
      <KeyTable keys={data.keys} onRetire={mayRotate ? setLeaving : undefined} />
      <TlsFacts tls={data.tls} />
      {rotating && (
        <RotateDialog
          onDone={() => {
            setRotating(false);
            void refetch();
          }}
          onClose={() => setRotating(false)}
        />
      )}
      {leaving !== undefined && (
        <RetireDialog
          keyId={leaving.id}
          fingerprint={leaving.fingerprint}
          agentsOnOldKey={data.agentsOnOldKey}
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

const KEY_STATUS: Readonly<Record<Key['state'], { kind: StatusKind; word: string }>> = {
  current: { kind: 'ok', word: 'In use' },
  active: { kind: 'pending', word: 'Older, still good' },
  retired: { kind: 'revoked', word: 'Retired' },
};

interface KeyTableProps {
  readonly keys: ServerKeysView['keys'];
  readonly onRetire: ((key: Key) => void) | undefined;
}

function KeyTable({ keys, onRetire }: KeyTableProps) {
  return (
    <Table caption="Keys of this server" className="cards-on-phones">
      <thead>
        <tr>
          <Th>Fingerprint</Th>
          <Th>State</Th>
          <Th>Made</Th>
          <Th>
            <span className="sr-only">What can be done</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <tr key={key.id}>
            <RowTh className="font-mono">
              <span className="inline-flex items-center gap-1">
                {key.fingerprint}
                <CopyButton text={key.fingerprint} label="Copy the fingerprint" />
              </span>
            </RowTh>
            <Td label="State">
              <Status {...KEY_STATUS[key.state]} />
            </Td>
            <Td label="Made">
              <RelativeTime atMs={key.createdMs} />
            </Td>
            <Td className="sm:text-right">
              {onRetire !== undefined && key.state === 'active' && (
                <Button onClick={() => onRetire(key)}>Retire</Button>
              )}
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

interface RotateDialogProps {
  readonly onDone: () => void;
  readonly onClose: () => void;
}

function RotateDialog({ onDone, onClose }: RotateDialogProps) {
  const trpc = useTRPC();
  const rotate = useMutation(trpc.enrolment.rotateServerKey.mutationOptions({ onSuccess: onDone }));
  return (
    <ConfirmDialog
      harmless
      title="A new key for this server"
      does="Make the key"
      busy={rotate.isPending}
      error={rotate.error?.message}
      onConfirm={() => rotate.mutate()}
      onClose={onClose}
    >
      <p>
        The present key vouches for the new one. Agents that connect learn it by themselves; the old
        one goes on working until you retire it. Join strings that were not used yet stop working:
        they name the old key.
      </p>
    </ConfirmDialog>
  );
}

interface RetireDialogProps extends RotateDialogProps {
  readonly keyId: string;
  readonly fingerprint: string;
  readonly agentsOnOldKey: number;
}

function RetireDialog({ keyId, fingerprint, agentsOnOldKey, onDone, onClose }: RetireDialogProps) {
  const trpc = useTRPC();
  const retire = useMutation(trpc.enrolment.retireServerKey.mutationOptions({ onSuccess: onDone }));
  return (
    <ConfirmDialog
      title="Retire a key of this server"
      does="Retire it"
      {...(agentsOnOldKey > 0 ? { typedName: 'retire' } : {})}
      busy={retire.isPending}
      error={retire.error?.message}
      onConfirm={() => retire.mutate({ keyId })}
      onClose={onClose}
    >
      <p>
        The server no longer proves itself with <span className="font-mono">{fingerprint}</span>.
        This does not come back.
      </p>
      <p>
        {agentsOnOldKey === 0
          ? 'Every agent that was seen knows a newer one.'
          : `${formatPlural(agentsOnOldKey, 'agent has', 'agents have')} not learned a newer one yet: wait until they were connected once.`}
      </p>
    </ConfirmDialog>
  );
}
