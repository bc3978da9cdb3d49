'use client';
import { useQuery } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Button } from '@/app/_components/ui/button';
import { Card } from '@/app/_components/ui/card';
import { useCopyCall } from '@/app/_lib/copy-calls';
import { useTRPC } from '@/app/_lib/trpc';
import type { UserRow } from '@/common/domain/account';
import { formatPlural } from '@/common/format';
import { UserTable } from './user-table';

const InviteDialog = dynamic(
  () => import('./invite-dialog').then((module) => module.InviteDialog),
  { ssr: false },
);
const UserDialog = dynamic(() => import('./user-dialog').then((module) => module.UserDialog), {
  ssr: false,
});

const REFRESH_MS = 30_000;

interface UserListProps {
  readonly first: readonly UserRow[];
  /** Of whoever looks. */
  readonly ownId: string;
}

/** Everybody who may sign in, and what each may do. */
export function UserList({ first, ownId }: UserListProps) {
  const trpc = useTRPC();
  const { data, refetch } = useQuery(
    trpc.users.list.queryOptions(undefined, {
      initialData: [...first],
      refetchInterval: REFRESH_MS,
    }),
  );
  const [inviting, setInviting] = useState(false);
  const [openId, setOpenId] = useState<string>();
  const open = data.find(({ id }) => id === openId);
  const refresh = () => void refetch();
  useCopyCall({ title: 'The accounts', path: 'users.list', type: 'query' });
  return (
    <>
      <div className="flex flex-wrap items-center gap-3">
        <p className="min-w-0 flex-1 basis-72 text-ink-2">
          Only people who were invited can sign in; there is no open registration.
        </p>
        <Button variant="primary" icon={UserPlus} onClick={() => setInviting(true)}>
          Invite
        </Button>
      </div>
      <Card flush title="Users" note={formatPlural(data.length, 'account')}>
        <UserTable users={data} ownId={ownId} onOpen={({ id }) => setOpenId(id)} />
      </Card>
      {inviting && <InviteDialog onInvited={refresh} onClose={() => setInviting(false)} />}
      {open !== undefined && (
        <UserDialog
          key={open.id}
          user={open}
          isOwn={open.id === ownId}
          onChanged={refresh}
          onClose={() => setOpenId(undefined)}
        />
      )}
    </>
  );
}
