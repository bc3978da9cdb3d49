import { type CheckCounts, PROBLEM_STATES, sumOfCounts } from '@/common/domain/check-counts';
import { formatCount, NOT_KNOWN } from '@/common/format';
import { CHECK_STATUS } from './check-status';
import { STATUS_TEXT, StatusIcon } from './status';

interface CheckNumbersProps {
  readonly counts: CheckCounts;
  /** Its node is silent: numbers of then carry no colour. */
  readonly isOld?: boolean;
}

/** How many checks are in which problem, worst first; where there is none, how many are well. */
export function CheckNumbers({ counts, isOld = false }: CheckNumbersProps) {
  const problems = PROBLEM_STATES.filter((state) => counts[state] > 0);
  const total = sumOfCounts(counts);
  if (total === 0) return <span className="text-ink-3">{NOT_KNOWN}</span>;
  if (problems.length === 0) {
    const settled = counts.ok === total ? `${formatCount(total)} OK` : `${counts.ok}/${total} OK`;
    return <span className="whitespace-nowrap text-ink-3">{settled}</span>;
  }
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap">
      {problems.map((state) => (
        <span
          key={state}
          className={`inline-flex items-center gap-1 ${isOld ? 'text-ink-3' : STATUS_TEXT[CHECK_STATUS[state].kind]}`}
        >
          <StatusIcon
            kind={isOld ? 'stale' : CHECK_STATUS[state].kind}
            label={CHECK_STATUS[state].word}
            className="size-3.5"
          />
          {formatCount(counts[state])}
        </span>
      ))}
      <span className="text-small text-ink-3">of {formatCount(total)}</span>
    </span>
  );
}
