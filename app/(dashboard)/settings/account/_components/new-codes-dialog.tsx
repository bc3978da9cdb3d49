'use client';
import { useState } from 'react';
import { Dialog } from '@/app/_components/ui/dialog';
import { authRequest, refusalOf } from '@/app/_lib/auth-request';
import { BackupCodes } from './backup-codes';
import { PasswordStep, WRONG_PASSWORD } from './password-step';
import { textsOf } from './texts-of';

interface NewCodesDialogProps {
  readonly email: string;
  readonly onClose: () => void;
}

/** Other backup codes, for when the old ones are used up or were seen. */
export function NewCodesDialog({ email, onClose }: NewCodesDialogProps) {
  const [codes, setCodes] = useState<readonly string[]>();

  async function make(password: string): Promise<string | undefined> {
    const answer = await authRequest('/two-factor/generate-backup-codes', { password });
    if (!answer.ok) return refusalOf(answer, WRONG_PASSWORD);
    setCodes(textsOf(answer.data.backupCodes));
    return undefined;
  }

  return (
    <Dialog title="New backup codes" onClose={onClose}>
      {codes === undefined ? (
        <PasswordStep email={email} does="Make new codes" onSubmit={make} onCancel={onClose}>
          The codes that you have now stop working.
        </PasswordStep>
      ) : (
        <BackupCodes codes={codes} email={email} onDone={onClose}>
          Each signs you in once when the phone is gone. They are not shown again.
        </BackupCodes>
      )}
    </Dialog>
  );
}
