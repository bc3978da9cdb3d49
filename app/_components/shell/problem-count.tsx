'use client';
import { useQuery } from '@tanstack/react-query';
import { usePausedAtMs } from '@/app/_lib/live-store';
import { useTRPC } from '@/app/_lib/trpc';
import { useCheckPulse } from '@/app/_lib/use-check-pulse';
import { PROBLEM_STATES, sumOfCounts, worstOf } from '@/common/domain/check-counts';
import { formatCount, formatPlural } from '@/common/format';
import { CHECK_STATUS } from '../ui/check-status';
import { STATUS_TEXT } from '../ui/status';

const REFRESH_MS = 15_000;

/** How many checks are wrong just now; nothing where none is. */
export function ProblemCount() {
  const trpc = useTRPC();
  const paused = usePausedAtMs() !== null;
  const { data, refetch } = useQuery(
    trpc.checks.counts.queryOptions(undefined, {
      staleTime: REFRESH_MS,
      refetchInterval: paused ? false : REFRESH_MS,
    }),
  );
  useCheckPulse(undefined, () => void refetch());
  const problems = data === undefined ? 0 : sumOfCounts(data.counts, PROBLEM_STATES);
  const worst = data === undefined ? undefined : worstOf(data.counts);
  if (problems === 0 || worst === undefined) return null;
  return (
    <span
      title={`${formatPlural(problems, 'check')} with a problem`}
      className={`ml-auto text-small font-medium ${STATUS_TEXT[CHECK_STATUS[worst].kind]}`}
    >
      {formatCount(problems)}
      <span className="sr-only"> with a problem</span>
    </span>
  );
}
