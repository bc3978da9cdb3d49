import { Compass } from 'lucide-react';
import { ButtonLink } from '../_components/ui/button';
import { EmptyState } from '../_components/ui/empty-state';

export default function NotFound() {
  return (
    <>
      <h1 className="text-title font-medium tracking-tight">There is nothing here</h1>
      <div className="rounded-lg border border-line bg-surface">
        <EmptyState
          icon={Compass}
          title="What this address led to does not exist"
          action={<ButtonLink href="/nodes">See all nodes</ButtonLink>}
        >
          It may have been removed, or the address is mistyped. The search at the top finds what
          there is.
        </EmptyState>
      </div>
    </>
  );
}
