'use client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/app/_components/ui/button';
import { Card } from '@/app/_components/ui/card';
import { Status } from '@/app/_components/ui/status';
import { useTRPC } from '@/app/_lib/trpc';
import type { AccountDetail } from '@/common/domain/account';
import { NewCodesDialog } from './new-codes-dialog';
import { TurnOffDialog } from './turn-off-dialog';
import { TurnOnDialog } from './turn-on-dialog';

/** Whether signing in needs more than a password. */
export function TwoStepCard({ first }: { first: AccountDetail }) {
  const trpc = useTRPC();
  const { data, refetch } = useQuery(
    trpc.account.show.queryOptions(undefined, { initialData: first }),
  );
  const [open, setOpen] = useState<'on' | 'off' | 'codes'>();
  const close = () => {
    setOpen(undefined);
    void refetch();
  };
  return (
    <Card
      title="Two-step sign-in"
      actions={
        <Status
          kind={data.twoFactor ? 'ok' : 'warning'}
          word={data.twoFactor ? 'On' : 'Off'}
          className="mr-2"
        />
      }
    >
      <p className="max-w-prose text-ink-2">
        {data.twoFactor
          ? 'After the password, signing in asks for a code from the app on your phone. A stolen password alone opens nothing.'
          : 'With it, signing in also asks for a code from an app on your phone, so that a stolen password alone opens nothing. Any authenticator app does; nothing is sent anywhere.'}
      </p>
      <div className="mt-4 flex flex-wrap gap-2">
        {data.twoFactor ? (
          <>
            <Button onClick={() => setOpen('codes')}>New backup codes</Button>
            <Button variant="danger" onClick={() => setOpen('off')}>
              Turn off
            </Button>
          </>
        ) : (
          <Button onClick={() => setOpen('on')}>Turn on</Button>
        )}
      </div>
      {open === 'on' && <TurnOnDialog email={data.user.email} onClose={close} />}
      {open === 'off' && <TurnOffDialog email={data.user.email} onClose={close} />}
      {open === 'codes' && <NewCodesDialog email={data.user.email} onClose={close} />}
    </Card>
  );
}
