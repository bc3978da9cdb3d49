'use client';
import { type FormEvent, useState } from 'react';
import { Button } from '@/app/_components/ui/button';
import { CodeLine } from '@/app/_components/ui/code-line';
import { Disclosure } from '@/app/_components/ui/disclosure';
import { FormError } from '@/app/_components/ui/form-error';
import { TextField } from '@/app/_components/ui/text-field';
import { authRequest, refusalOf } from '@/app/_lib/auth-request';
import { QrCode } from './qr-code';

const REFUSALS = {
  INVALID_CODE: 'This is not the code that the app shows now. Check the phone’s clock as well.',
};

interface ScanStepProps {
  /** `otpauth://totp/…`, see the Key Uri Format of Google Authenticator. */
  readonly address: string;
  readonly onProved: () => void;
  readonly onCancel: () => void;
}

/** The secret as a picture for the app's camera, and a first code back from it. */
export function ScanStep({ address, onProved, onCancel }: ScanStepProps) {
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget).get('code')).replace(/\s/g, '');
    setBusy(true);
    const answer = await authRequest('/two-factor/verify-totp', { code });
    if (answer.ok) return onProved();
    setBusy(false);
    setError(refusalOf(answer, REFUSALS));
  }

  return (
    <form
      method="post"
      onSubmit={(event) => void submit(event)}
      className="flex flex-col gap-4 p-4"
    >
      <div className="flex flex-col gap-4 sm:flex-row">
        <QrCode
          text={address}
          label="The secret for your authenticator app"
          className="size-44 shrink-0"
        />
        <div className="flex min-w-0 flex-1 flex-col gap-3">
          <p className="text-ink-2">
            Scan this with the authenticator app on your phone. It then shows six digits that change
            every half minute.
          </p>
          <Disclosure summary="No camera?">
            <p className="my-2 text-ink-2">Type this key into the app, time-based, 6 digits:</p>
            <CodeLine wrapped text={secretOf(address)} copyLabel="Copy the key" />
          </Disclosure>
        </div>
      </div>
      <TextField
        label="Code from the app"
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        spellCheck={false}
        required
        hint="It is on once this was right."
      />
      <FormError>{error}</FormError>
      <div className="flex justify-end gap-2">
        <Button variant="quiet" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" variant="primary" busy={busy}>
          Turn on
        </Button>
      </div>
    </form>
  );
}

function secretOf(address: string): string {
  return new URL(address).searchParams.get('secret') ?? '';
}
