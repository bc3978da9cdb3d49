'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { CopyAs } from '@/app/_components/copy-as';
import { Button } from '@/app/_components/ui/button';
import { Dialog } from '@/app/_components/ui/dialog';
import { Disclosure } from '@/app/_components/ui/disclosure';
import { FormError } from '@/app/_components/ui/form-error';
import { StatusIcon } from '@/app/_components/ui/status';
import { TextField } from '@/app/_components/ui/text-field';
import { useTRPC } from '@/app/_lib/trpc';
import type { NodeDetail } from '@/common/domain/node';
import { type EditFields, editOf, fieldsOf, groupsError, nameError } from './edit-form';
import { IntervalFields } from './interval-fields';

interface EditDialogProps {
  /** Kept current, so that the dialog sees the agent confirm. */
  readonly node: NodeDetail;
  readonly onClose: () => void;
}

/** What people say of a node. It goes down to the agent, which takes it over while it runs. */
export function EditDialog({ node, onClose }: EditDialogProps) {
  const [fields, setFields] = useState<EditFields>(() => fieldsOf(node));
  const { save, sentRevision } = useSave(node);
  const edit = editOf(node.id, fields);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (edit !== undefined) save.mutate({ ...edit, groups: [...edit.groups] });
  }

  if (sentRevision !== undefined) {
    return <Sent node={node} revision={sentRevision} onClose={onClose} />;
  }
  return (
    <Dialog title={`Edit ${node.name}`} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-5 p-4">
        <TextField
          label="Display name"
          name="displayName"
          autoComplete="off"
          placeholder={node.hostname}
          value={fields.displayName}
          validate={nameError}
          hint="Empty: the host name."
          onChange={({ target }) => setFields({ ...fields, displayName: target.value })}
        />
        <TextField
          label="Groups"
          name="groups"
          autoComplete="off"
          spellCheck={false}
          autoCapitalize="none"
          value={fields.groups}
          validate={groupsError}
          hint="Separated by spaces: web canary par"
          onChange={({ target }) => setFields({ ...fields, groups: target.value })}
        />
        <Intervals node={node} fields={fields} onChange={setFields} />
        <CopyAs path="nodes.edit" input={edit} />
        <FormError>{save.error?.message}</FormError>
        <div className="flex justify-end gap-2">
          <Button variant="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" busy={save.isPending} disabled={!edit}>
            Save and send
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function useSave(node: NodeDetail) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const [sentRevision, setSentRevision] = useState<number>();
  const save = useMutation(
    trpc.nodes.edit.mutationOptions({
      onSuccess(saved) {
        cache.setQueryData(trpc.nodes.find.queryKey({ nodeId: node.id }), saved);
        setSentRevision(saved.desiredRevision);
      },
    }),
  );
  return { save, sentRevision };
}

interface IntervalsProps {
  readonly node: NodeDetail;
  readonly fields: EditFields;
  readonly onChange: (fields: EditFields) => void;
}

function Intervals({ node, fields, onChange }: IntervalsProps) {
  const trpc = useTRPC();
  const { data: collectors = [] } = useQuery(
    trpc.collectors.list.queryOptions({ nodeId: node.id }),
  );
  const changed = Object.values(fields.intervals).filter((text) => text.trim() !== '').length;
  return (
    <Disclosure
      summary="Collector intervals"
      note={
        changed === 0 ? 'all at the packs’ defaults' : `${changed} of ${collectors.length} changed`
      }
      open={changed > 0}
    >
      <IntervalFields
        {...{ node, collectors }}
        values={fields.intervals}
        onChange={(intervals) => onChange({ ...fields, intervals })}
      />
    </Disclosure>
  );
}

interface SentProps {
  readonly node: NodeDetail;
  readonly revision: number;
  readonly onClose: () => void;
}

/** Saved is not running: waits with the person until the agent has confirmed. */
function Sent({ node, revision, onClose }: SentProps) {
  const isRunning = node.appliedRevision >= revision;
  return (
    <Dialog title={`Edit ${node.name}`} onClose={onClose}>
      <div className="flex flex-col gap-4 p-4">
        <p role="status" className="flex items-start gap-2">
          <StatusIcon kind={isRunning ? 'ok' : 'pending'} className="mt-0.5" />
          {isRunning
            ? `The agent runs revision ${revision}.`
            : `Saved as revision ${revision} and sent; the agent runs ${node.appliedRevision}. If it is not connected, it takes it over when it is back.`}
        </p>
        <div className="flex justify-end">
          <Button variant="primary" onClick={onClose}>
            {isRunning ? 'Done' : 'Close, without waiting'}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
