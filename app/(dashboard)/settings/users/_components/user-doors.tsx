'use client';
import { useMutation } from '@tanstack/react-query';
import { Button } from '@/app/_components/ui/button';
import { FormError } from '@/app/_components/ui/form-error';
import { useTRPC } from '@/app/_lib/trpc';
import type { UserRow } from '@/common/domain/account';
import { formatPlural } from '@/common/format';
import { OneTimeLink } from '../../_components/one-time-link';

interface UserDoorsProps {
  readonly user: UserRow;
  readonly isOwn: boolean;
  readonly onChanged: () => void;
  readonly onRemove: () => void;
}

/** The ways into an account: its password, its phone, where it is signed in; and its end. */
export function UserDoors({ user, isOwn, onChanged, onRemove }: UserDoorsProps) {
  const trpc = useTRPC();
  const about = { userId: user.id };
  const reset = useMutation(trpc.users.resetLink.mutationOptions({ onSuccess: onChanged }));
  const endAll = useMutation(trpc.users.endSessions.mutationOptions({ onSuccess: onChanged }));
  const offStep = useMutation(trpc.users.resetTwoFactor.mutationOptions({ onSuccess: onChanged }));
  const unlock = useMutation(trpc.users.unlock.mutationOptions());
  const error = reset.error ?? endAll.error ?? offStep.error ?? unlock.error;
  return (
    <div className="flex flex-col gap-3 border-t border-line p-4">
      {reset.data !== undefined && (
        <OneTimeLink link={reset.data}>
          {`Hand this link to ${user.name}: it lets them choose a new password.`}
        </OneTimeLink>
      )}
      <FormError>{error?.message}</FormError>
      <div className="flex flex-wrap gap-2">
        <Button busy={reset.isPending} onClick={() => reset.mutate(about)}>
          Link for a new password
        </Button>
        {user.sessions > 0 && !isOwn && (
          <Button busy={endAll.isPending} onClick={() => endAll.mutate(about)}>
            End {formatPlural(user.sessions, 'session')}
          </Button>
        )}
        {user.twoFactor && (
          <Button busy={offStep.isPending} onClick={() => offStep.mutate(about)}>
            Turn off two-step (phone lost)
          </Button>
        )}
        {!isOwn && (
          <Button
            busy={unlock.isPending}
            disabled={unlock.isSuccess}
            title="After too many wrong passwords"
            onClick={() => unlock.mutate(about)}
          >
            {unlock.isSuccess ? 'Sign-in unlocked' : 'Unlock the sign-in'}
          </Button>
        )}
        {!isOwn && (
          <Button variant="danger" onClick={onRemove} className="sm:ml-auto">
            Remove…
          </Button>
        )}
      </div>
    </div>
  );
}
