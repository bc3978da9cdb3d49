import { Lock } from 'lucide-react';
import { EmptyState } from '@/app/_components/ui/empty-state';
import type { Role } from '@/common/domain/user';

interface NeedsRoleProps {
  readonly needed: Role;
  readonly own: Role;
}

/** Somebody followed a link to what their role does not see. */
export function NeedsRole({ needed, own }: NeedsRoleProps) {
  return (
    <div className="rounded-lg border border-line bg-surface">
      <EmptyState icon={Lock} title={`This page needs the role ${needed}`}>
        Yours is {own}. An admin can change it under Settings, Users.
      </EmptyState>
    </div>
  );
}
