'use client';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { CopyAs } from '@/app/_components/copy-as';
import { Button } from '@/app/_components/ui/button';
import { Dialog } from '@/app/_components/ui/dialog';
import { FormError } from '@/app/_components/ui/form-error';
import { SelectField } from '@/app/_components/ui/select-field';
import { TextField } from '@/app/_components/ui/text-field';
import { useTRPC } from '@/app/_lib/trpc';
import type { ZoneRow } from '@/common/domain/zone';
import { parentsFor, zoneNameError } from './prepare-zones';

interface ZoneDialogProps {
  readonly zones: readonly ZoneRow[];
  /** The one to edit; a new one without. */
  readonly zone?: ZoneRow;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Stands for no zone in a list of them: no name is empty. */
const TOP = '';

/** What a zone is called, what for, and where it stands. */
export function ZoneDialog({ zones, zone, onDone, onClose }: ZoneDialogProps) {
  const trpc = useTRPC();
  const [name, setName] = useState(zone?.name ?? '');
  const [note, setNote] = useState(zone?.note ?? '');
  const [parent, setParent] = useState(zone?.parent ?? TOP);
  const create = useMutation(trpc.zones.create.mutationOptions({ onSuccess: onDone }));
  const edit = useMutation(trpc.zones.edit.mutationOptions({ onSuccess: onDone }));
  const saving = zone === undefined ? create : edit;
  const isReady = zoneNameError(name) === undefined && note.trim().length <= 128;
  const wanted = {
    name: name.trim(),
    note: note.trim(),
    parent: parent === TOP ? null : parent,
  };

  function submit(event: FormEvent) {
    event.preventDefault();
    if (isReady) saving.mutate(wanted);
  }

  return (
    <Dialog title={zone === undefined ? 'A new zone' : `The zone ${zone.name}`} onClose={onClose}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-5 p-4">
        {zone === undefined && (
          <TextField
            label="Name"
            name="name"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={name}
            validate={zoneNameError}
            hint="Such as paris or dmz. It stays as it is."
            onChange={({ target }) => setName(target.value)}
          />
        )}
        <TextField
          label="Note"
          name="note"
          autoComplete="off"
          maxLength={128}
          value={note}
          hint="What it is for."
          onChange={({ target }) => setNote(target.value)}
        />
        <SelectField
          label="Stands in"
          value={parent}
          onChange={setParent}
          options={[
            { value: TOP, label: 'no other zone' },
            ...parentsFor(zones, name.trim()).map((each) => ({ value: each, label: each })),
          ]}
          hint="That zone sees everything in this one, and its relays speak with those of this one."
        />
        <CopyAs
          path={zone === undefined ? 'zones.create' : 'zones.edit'}
          isProven
          input={isReady ? wanted : undefined}
        />
        <FormError>{saving.error?.message}</FormError>
        <div className="flex justify-end gap-2">
          <Button variant="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" busy={saving.isPending} disabled={!isReady}>
            {zone === undefined ? 'Make it' : 'Save'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
