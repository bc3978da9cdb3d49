'use client';
import { Badge } from '@/app/_components/ui/badge';
import { RelativeTime } from '@/app/_components/ui/relative-time';
import { Status } from '@/app/_components/ui/status';
import { RowTh, Table, Td, Th } from '@/app/_components/ui/table';
import { cx } from '@/app/_lib/cx';
import type { UserRow } from '@/common/domain/account';
import { GRANT_WORDS, ROLE_WORDS } from '../../_components/role-words';

interface UserTableProps {
  readonly users: readonly UserRow[];
  readonly ownId: string;
  readonly onOpen: (user: UserRow) => void;
}

export function UserTable({ users, ownId, onOpen }: UserTableProps) {
  return (
    <Table caption="Users" className="cards-on-phones [&_tbody_tr:last-child>*]:border-b-0">
      <thead>
        <tr>
          <Th>Name</Th>
          <Th>Role</Th>
          <Th>State</Th>
          <Th>Two-step</Th>
          <Th>Last sign-in</Th>
          <Th numeric>Sessions</Th>
        </tr>
      </thead>
      <tbody>
        {users.map((user) => (
          <tr
            key={user.id}
            className={cx('relative hover:*:bg-hover', user.disabled && 'text-ink-3')}
          >
            <RowTh className="min-w-48">
              <button
                type="button"
                onClick={() => onOpen(user)}
                className="touch-target block rounded-sm text-left font-medium text-ink after:absolute after:inset-0 hover:underline"
              >
                {user.name}
                {user.id === ownId && <span className="font-normal text-ink-3"> (you)</span>}
              </button>
              <span className="block text-small text-ink-3 [overflow-wrap:anywhere]">
                {user.email}
              </span>
            </RowTh>
            <Td label="Role">
              <span className="inline-flex flex-wrap items-center gap-1.5">
                {ROLE_WORDS[user.role].label}
                {user.grants.map((grant) => (
                  <Badge key={grant} title={GRANT_WORDS[grant].help}>
                    {grant}
                  </Badge>
                ))}
              </span>
            </Td>
            <Td label="State">
              <UserState user={user} />
            </Td>
            <Td label="Two-step">
              {user.twoFactor ? <Status kind="ok" word="On" /> : <span>off</span>}
            </Td>
            <Td label="Last sign-in">
              {user.lastSignInMs === null ? 'never' : <RelativeTime atMs={user.lastSignInMs} />}
            </Td>
            <Td numeric label="Sessions">
              {user.sessions}
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function UserState({ user }: { user: UserRow }) {
  if (user.disabled) return <Status kind="revoked" word="Disabled" />;
  if (user.lastSignInMs === null) return <Status kind="pending" word="Not here yet" />;
  return <Status kind="ok" word="Active" />;
}
