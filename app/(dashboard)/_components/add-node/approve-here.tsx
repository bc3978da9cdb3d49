'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Button } from '@/app/_components/ui/button';
import { FormError } from '@/app/_components/ui/form-error';
import { useTRPC } from '@/app/_lib/trpc';

interface ApproveHereProps {
  readonly nodeId: string;
  readonly name: string;
  readonly onDecided: (admitted: boolean) => void;
}

/** A machine that waits for approval: what it says of itself, and the two answers. */
export function ApproveHere({ nodeId, name, onDecided }: ApproveHereProps) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.enrolment.waiting.queryOptions());
  const approve = useMutation(
    trpc.enrolment.approve.mutationOptions({ onSuccess: () => onDecided(true) }),
  );
  const refuse = useMutation(
    trpc.enrolment.refuse.mutationOptions({ onSuccess: () => onDecided(false) }),
  );
  const machine = data?.pending.find((one) => one.nodeId === nodeId);
  return (
    <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3 gap-y-2">
      <p className="min-w-0 flex-1 basis-56 [overflow-wrap:anywhere]">
        <strong className="font-medium">{name}</strong> waits to be let in
        {machine !== undefined && (
          <span className="block text-small text-ink-3">
            from {machine.address}, machine id {machine.machineId || 'not told'}
          </span>
        )}
      </p>
      <span className="flex gap-2">
        <Button busy={refuse.isPending} onClick={() => refuse.mutate({ nodeId })}>
          Refuse
        </Button>
        <Button
          variant="primary"
          busy={approve.isPending}
          onClick={() => approve.mutate({ nodeId })}
        >
          Approve
        </Button>
      </span>
      <FormError>{(approve.error ?? refuse.error)?.message}</FormError>
    </div>
  );
}
