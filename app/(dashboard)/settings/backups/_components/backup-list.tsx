'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Archive, Save } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/app/_components/ui/button';
import { Card } from '@/app/_components/ui/card';
import { ConfirmDialog } from '@/app/_components/ui/confirm-dialog';
import { EmptyState } from '@/app/_components/ui/empty-state';
import { ErrorCard } from '@/app/_components/ui/error-card';
import { useCopyCall } from '@/app/_lib/copy-calls';
import { useTRPC } from '@/app/_lib/trpc';
import type { BackupRow, BackupState } from '@/common/domain/backup';
import { formatPlural } from '@/common/format';
import { BackupStateCard } from './backup-state';
import { BackupTable } from './backup-table';

const REFRESH_MS = 15_000;
/** While one is being written or restored for its test. */
const RUNNING_MS = 1_000;

interface BackupListProps {
  readonly first: readonly BackupRow[];
  readonly firstState: BackupState;
}

/** What could be restored, and whether it was shown that it can. */
export function BackupList({ first, firstState }: BackupListProps) {
  const { backups, state, error, refresh } = useBackups(first, firstState);
  const [making, setMaking] = useState(false);
  useCopyCall({ title: 'The backups', path: 'backups.list', type: 'query' });
  return (
    <>
      {error !== undefined && (
        <ErrorCard title="The backups could not be read">
          {error} What is shown is the last that was read.
        </ErrorCard>
      )}
      <BackupStateCard state={state} />
      <Card
        flush
        title="Backups"
        note={backups.length > 0 && formatPlural(backups.length, 'file')}
        actions={
          <Button
            variant="primary"
            icon={Save}
            disabled={state.running !== null}
            onClick={() => setMaking(true)}
          >
            Back up now
          </Button>
        }
      >
        {backups.length === 0 ? (
          <EmptyState icon={Archive} title="No backup yet">
            The server makes them by itself, and restores each into a database of its own to show
            that it can be. The first one comes some minutes after the start.
          </EmptyState>
        ) : (
          <BackupTable backups={backups} />
        )}
      </Card>
      {making && (
        <CreateDialog
          onDone={() => {
            setMaking(false);
            refresh();
          }}
          onClose={() => setMaking(false)}
        />
      )}
    </>
  );
}

/** List and state, asked again more often while something is under way. */
function useBackups(first: readonly BackupRow[], firstState: BackupState) {
  const trpc = useTRPC();
  const state = useQuery(
    trpc.backups.state.queryOptions(undefined, {
      initialData: firstState,
      refetchInterval: (query) => (query.state.data?.running == null ? REFRESH_MS : RUNNING_MS),
    }),
  );
  const list = useQuery(
    trpc.backups.list.queryOptions(undefined, {
      initialData: [...first],
      refetchInterval: state.data.running === null ? REFRESH_MS : RUNNING_MS,
    }),
  );
  return {
    backups: list.data,
    state: state.data,
    error: (list.error ?? state.error)?.message,
    refresh() {
      void state.refetch();
      void list.refetch();
    },
  };
}

interface CreateDialogProps {
  readonly onDone: () => void;
  readonly onClose: () => void;
}

function CreateDialog({ onDone, onClose }: CreateDialogProps) {
  const trpc = useTRPC();
  const create = useMutation(trpc.backups.create.mutationOptions({ onSuccess: onDone }));
  return (
    <ConfirmDialog
      harmless
      title="Back up now"
      does={create.isPending ? 'Writing…' : 'Back up'}
      busy={create.isPending}
      error={create.error?.message}
      onConfirm={() => create.mutate(undefined)}
      onClose={onClose}
    >
      <p>
        Everything in the database goes into one file, with the server’s keys: whoever has the file
        can stand in for this server. It is kept until somebody deletes it.
      </p>
      <p>
        Agents and pages go on meanwhile. Afterwards it is restored into a database of its own, to
        show that it can be.
      </p>
    </ConfirmDialog>
  );
}
