'use client';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useTRPC } from './trpc';
import { useHeld } from './use-held';

/**
 * Calls when groups, detectors or roles changed, of the given nodes or of all; what happens while the
 * page is paused is one call when it goes on.
 */
export function useGroupPulse(nodeIds: readonly string[] | undefined, onPulse: () => void): void {
  const trpc = useTRPC();
  const receive = useHeld<readonly string[]>(
    () => '',
    () => onPulse(),
  );
  const input = nodeIds === undefined ? {} : { nodeIds: [...nodeIds] };
  useSubscription(trpc.groups.watch.subscriptionOptions(input, { onData: receive }));
}
