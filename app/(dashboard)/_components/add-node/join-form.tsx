'use client';
import type { FormEvent } from 'react';
import { CopyAs } from '@/app/_components/copy-as';
import { Button } from '@/app/_components/ui/button';
import { CheckField } from '@/app/_components/ui/check-field';
import { Disclosure } from '@/app/_components/ui/disclosure';
import { FormError } from '@/app/_components/ui/form-error';
import { SelectField } from '@/app/_components/ui/select-field';
import { TextField } from '@/app/_components/ui/text-field';
import { addressRangeError } from '@/app/_lib/address-range';
import {
  EXPIRY_WORDS,
  expiriesFor,
  groupsError,
  type JoinFields,
  noteError,
  usesError,
  type WantedToken,
  wantedToken,
  zoneError,
} from './join-fields';
import { OnlyHere } from './only-here';

interface JoinFormProps {
  readonly fields: JoinFields;
  readonly onChange: (fields: JoinFields) => void;
  readonly busy: boolean;
  readonly error: string | undefined;
  readonly onSubmit: (wanted: WantedToken) => void;
  readonly onClose: () => void;
}

/** How many machines, for how long, into which groups; everything has a default that fits one. */
export function JoinForm({ fields, onChange, busy, error, onSubmit, onClose }: JoinFormProps) {
  const wanted = wantedToken(fields);
  const set = (change: Partial<JoinFields>) => onChange({ ...fields, ...change });
  const expiries = expiriesFor(fields.uses);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (wanted !== undefined) onSubmit(wanted);
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-5 p-4">
      <OnlyHere />
      <p className="text-ink-2">
        You get one line to paste into a root shell on the new machine. It fetches the agent from
        this server, starts it as a service, and lets it in: no other network is needed.
      </p>
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField
          label="How many machines"
          name="uses"
          inputMode="numeric"
          autoComplete="off"
          value={fields.uses}
          validate={usesError}
          onChange={({ target }) => set({ uses: target.value })}
        />
        <SelectField
          label="The line works"
          value={expiries.includes(fields.expiry) ? fields.expiry : '24h'}
          onChange={(expiry) => set({ expiry })}
          options={expiries.map((value) => ({ value, label: EXPIRY_WORDS[value] }))}
        />
      </div>
      <TextField
        label="Groups"
        name="groups"
        autoComplete="off"
        spellCheck={false}
        autoCapitalize="none"
        value={fields.groups}
        validate={groupsError}
        hint="Separated by spaces: web canary. They can be changed later."
        onChange={({ target }) => set({ groups: target.value })}
      />
      <CheckField
        label="Ask me before it is let in"
        hint="It waits until an admin has compared what it says of itself, and approved it."
        checked={fields.needsApproval}
        onChange={(needsApproval) => set({ needsApproval })}
      />
      <More fields={fields} onChange={set} />
      <CopyAs path="enrolment.create" input={wanted} />
      <FormError>{error}</FormError>
      <div className="flex justify-end gap-2">
        <Button variant="quiet" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" variant="primary" busy={busy} disabled={wanted === undefined}>
          Show the line
        </Button>
      </div>
    </form>
  );
}

interface MoreProps {
  readonly fields: JoinFields;
  readonly onChange: (change: Partial<JoinFields>) => void;
}

function More({ fields, onChange }: MoreProps) {
  return (
    <Disclosure summary="Zone, address range, note">
      <div className="mt-3 grid gap-5 sm:grid-cols-2">
        <TextField
          label="Zone"
          name="zone"
          autoComplete="off"
          spellCheck={false}
          autoCapitalize="none"
          value={fields.zone}
          validate={zoneError}
          hint="Where it stands: paris, rack-4"
          onChange={({ target }) => onChange({ zone: target.value })}
        />
        <TextField
          label="Only from"
          name="addressRange"
          autoComplete="off"
          spellCheck={false}
          placeholder="anywhere"
          value={fields.addressRange}
          validate={addressRangeError}
          hint="An address or a range: 10.1.0.0/16"
          onChange={({ target }) => onChange({ addressRange: target.value })}
        />
        <div className="sm:col-span-2">
          <TextField
            label="Note"
            name="note"
            autoComplete="off"
            value={fields.note}
            validate={noteError}
            hint="Shown beside the token and the nodes that came with it."
            onChange={({ target }) => onChange({ note: target.value })}
          />
        </div>
      </div>
    </Disclosure>
  );
}
