'use client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Dialog } from '@/app/_components/ui/dialog';
import { useTRPC } from '@/app/_lib/trpc';
import { FIELDS_AT_FIRST } from './join-fields';
import { JoinForm } from './join-form';
import { JoinSteps } from './join-steps';

/** What the new machine will be; then the line to paste there, and the wait for it. */
export function AddNodeDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const [fields, setFields] = useState(FIELDS_AT_FIRST);
  const create = useMutation(trpc.enrolment.create.mutationOptions());
  return (
    <Dialog title="Add a node" onClose={onClose} className="sm:max-w-2xl">
      {create.data === undefined ? (
        <JoinForm
          fields={fields}
          onChange={setFields}
          busy={create.isPending}
          error={create.error?.message}
          onSubmit={(wanted) => create.mutate({ ...wanted, reachedAt: location.host })}
          onClose={onClose}
        />
      ) : (
        <JoinSteps token={create.data} usesMax={Number(fields.uses)} onClose={onClose} />
      )}
    </Dialog>
  );
}
