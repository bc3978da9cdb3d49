'use client';
import { Dialog } from '@/app/_components/ui/dialog';
import { authRequest, refusalOf } from '@/app/_lib/auth-request';
import { PasswordStep, WRONG_PASSWORD } from './password-step';

interface TurnOffDialogProps {
  readonly email: string;
  readonly onClose: () => void;
}

/** Back to a password alone. */
export function TurnOffDialog({ email, onClose }: TurnOffDialogProps) {
  async function turnOff(password: string): Promise<string | undefined> {
    const answer = await authRequest('/two-factor/disable', { password });
    if (!answer.ok) return refusalOf(answer, WRONG_PASSWORD);
    onClose();
    return undefined;
  }

  return (
    <Dialog title="Turn off two-step sign-in" onClose={onClose}>
      <PasswordStep dangerous email={email} does="Turn off" onSubmit={turnOff} onCancel={onClose}>
        From then on the password alone signs you in. The app’s entry and the backup codes stop
        working.
      </PasswordStep>
    </Dialog>
  );
}
