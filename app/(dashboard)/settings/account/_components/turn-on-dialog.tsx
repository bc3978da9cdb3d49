'use client';
import { useState } from 'react';
import { Dialog } from '@/app/_components/ui/dialog';
import { authRequest, refusalOf } from '@/app/_lib/auth-request';
import { BackupCodes } from './backup-codes';
import { PasswordStep, WRONG_PASSWORD } from './password-step';
import { ScanStep } from './scan-step';
import { textsOf } from './texts-of';

interface TurnOnDialogProps {
  readonly email: string;
  readonly onClose: () => void;
}

interface Secret {
  readonly address: string;
  readonly backupCodes: readonly string[];
}

/** The password, the picture for the app, a first code that proves that it works, the codes to keep. */
export function TurnOnDialog({ email, onClose }: TurnOnDialogProps) {
  const [secret, setSecret] = useState<Secret>();
  const [proved, setProved] = useState(false);

  async function begin(password: string): Promise<string | undefined> {
    const answer = await authRequest('/two-factor/enable', { password });
    if (!answer.ok) return refusalOf(answer, WRONG_PASSWORD);
    const { totpURI } = answer.data;
    if (typeof totpURI !== 'string') return 'The server made no secret for the app.';
    setSecret({ address: totpURI, backupCodes: textsOf(answer.data.backupCodes) });
    return undefined;
  }

  return (
    <Dialog title="Turn on two-step sign-in" onClose={onClose}>
      {secret === undefined && (
        <PasswordStep email={email} does="Continue" onSubmit={begin} onCancel={onClose}>
          First your password, so that nobody else at this screen can do this.
        </PasswordStep>
      )}
      {secret !== undefined && !proved && (
        <ScanStep address={secret.address} onProved={() => setProved(true)} onCancel={onClose} />
      )}
      {secret !== undefined && proved && (
        <BackupCodes codes={secret.backupCodes} email={email} onDone={onClose}>
          It is on. Keep these codes where you keep passwords: each signs you in once when the phone
          is gone. They are not shown again.
        </BackupCodes>
      )}
    </Dialog>
  );
}
