'use client';
import { useQuery } from '@tanstack/react-query';
import { usePausedAtMs } from '@/app/_lib/live-store';
import { useTRPC } from '@/app/_lib/trpc';
import type { MembershipEvidence } from '@/common/domain/membership-view';

/** Why a node is taken to be as it is. @param everyMs how fresh it has to be */
export function useEvidence(nodeId: string, everyMs: number, first?: MembershipEvidence) {
  const trpc = useTRPC();
  const paused = usePausedAtMs() !== null;
  return useQuery(
    trpc.membership.evidence.queryOptions(
      { nodeId },
      {
        ...(first === undefined ? {} : { initialData: first }),
        refetchInterval: paused ? false : everyMs,
        gcTime: 0,
      },
    ),
  );
}
