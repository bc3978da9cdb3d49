import { Network } from 'lucide-react';
import { CodeLine } from '@/app/_components/ui/code-line';
import { EmptyState } from '@/app/_components/ui/empty-state';

/** What there is to see once there are more. */
export function LoneCluster() {
  return (
    <div className="rounded-lg border border-line bg-surface">
      <EmptyState icon={Network} title="One node is a cluster of its own">
        <p>
          Agents of a zone probe one another, so that all know within seconds who is there, with no
          server in between. A zone is what a firewall or a slow line keeps together; zones know of
          one another through their relays.
        </p>
        <p className="mt-2">
          Add a node, and both appear here. Where agents do not find each other by themselves, tell
          one of them the address of the other; beyond one machine they need the same zone key.
        </p>
        <div className="mt-3 flex max-w-xl flex-col gap-2">
          <CodeLine text="opsbro gossip zone key generate" copyLabel="Copy the command" />
          <CodeLine text="opsbro gossip join 192.0.2.7" copyLabel="Copy the command" />
        </div>
      </EmptyState>
    </div>
  );
}
