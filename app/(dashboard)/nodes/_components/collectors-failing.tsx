import { Status } from '@/app/_components/ui/status';

/** How many collectors are in error or lack their configuration. */
export function CollectorsFailing({ failing }: { failing: number }) {
  if (failing === 0) return <span className="text-ink-3">fine</span>;
  return <Status kind="warning" word={`${failing} failing`} />;
}
