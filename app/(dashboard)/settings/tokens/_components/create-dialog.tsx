'use client';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { CopyAs } from '@/app/_components/copy-as';
import { Button } from '@/app/_components/ui/button';
import { Dialog } from '@/app/_components/ui/dialog';
import { FormError } from '@/app/_components/ui/form-error';
import { SelectField } from '@/app/_components/ui/select-field';
import { TextField } from '@/app/_components/ui/text-field';
import { addressRangeError } from '@/app/_lib/address-range';
import { useTRPC } from '@/app/_lib/trpc';
import { type Scope, scopesAsked } from './prepare-scopes';
import { ScopePicker } from './scope-picker';
import { TokenShown } from './token-shown';

const DAYS = ['7', '30', '90', '365'] as const;
const NAME_LENGTH_MAX = 64;

interface CreateDialogProps {
  readonly scopes: readonly Scope[];
  /** Of the server's own certificate, for the examples; null where none is needed. */
  readonly pin: string | null;
  readonly onCreated: () => void;
  readonly onClose: () => void;
}

/** A name, what it may do, for how long, from where; then the token itself, once. */
export function CreateDialog({ scopes, pin, onCreated, onClose }: CreateDialogProps) {
  const trpc = useTRPC();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set());
  const [days, setDays] = useState<(typeof DAYS)[number]>('90');
  const [addressRange, setAddressRange] = useState('');
  const create = useMutation(trpc.tokens.create.mutationOptions({ onSuccess: onCreated }));
  const asked = scopesAsked(chosen);
  const ready =
    nameError(name) === undefined &&
    asked.length > 0 &&
    addressRangeError(addressRange) === undefined;

  const wanted = {
    name: name.trim(),
    scopes: asked,
    expiresInDays: Number(days),
    addressRange: addressRange.trim(),
  };

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!ready) return;
    create.mutate(wanted);
  }

  if (create.data !== undefined) {
    return <TokenShown token={create.data.token} scopes={asked} pin={pin} onClose={onClose} />;
  }
  return (
    <Dialog title="New API token" onClose={onClose} className="sm:max-w-xl">
      <form onSubmit={submit} className="flex flex-col gap-5 p-4">
        <TextField
          label="Name"
          name="name"
          autoComplete="off"
          value={name}
          validate={nameError}
          hint="What it is for, so that you know later whether it is still needed."
          onChange={({ target }) => setName(target.value)}
        />
        <ScopePicker scopes={scopes} chosen={chosen} onChange={setChosen} />
        <div className="grid gap-5 sm:grid-cols-2">
          <SelectField
            label="Expires"
            value={days}
            onChange={setDays}
            options={DAYS.map((value) => ({ value, label: EXPIRY_WORDS[value] }))}
          />
          <TextField
            label="Only from"
            name="addressRange"
            autoComplete="off"
            spellCheck={false}
            placeholder="anywhere"
            value={addressRange}
            validate={addressRangeError}
            hint="An address or a range: 10.1.0.0/16"
            onChange={({ target }) => setAddressRange(target.value)}
          />
        </div>
        <CopyAs path="tokens.create" isProven input={ready ? wanted : undefined} />
        <FormError>{create.error?.message}</FormError>
        <div className="flex items-center justify-end gap-2">
          {asked.length === 0 && (
            <span className="mr-auto text-small text-ink-3">Choose what it may do.</span>
          )}
          <Button variant="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" busy={create.isPending} disabled={!ready}>
            Make the token
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

const EXPIRY_WORDS: Readonly<Record<(typeof DAYS)[number], string>> = {
  '7': 'in a week',
  '30': 'in 30 days',
  '90': 'in 90 days',
  '365': 'in a year',
};

function nameError(name: string): string | undefined {
  const { length } = name.trim();
  if (length === 0) return 'Give it a name.';
  return length > NAME_LENGTH_MAX ? `At most ${NAME_LENGTH_MAX} characters.` : undefined;
}
