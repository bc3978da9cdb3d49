import { Status } from '@/app/_components/ui/status';
import { NOT_KNOWN } from '@/common/format';

interface CollectorsFailingProps {
  readonly failing: number;
  /** Whether the agent ever said anything: silence is not "fine". */
  readonly isKnown: boolean;
}

/** How many collectors are in error or lack their configuration. */
export function CollectorsFailing({ failing, isKnown }: CollectorsFailingProps) {
  if (!isKnown) return NOT_KNOWN;
  if (failing === 0) return <span className="text-ink-3">fine</span>;
  return <Status kind="warning" word={`${failing} failing`} />;
}
