import { ErrorCard } from '@/app/_components/ui/error-card';
import type { PackDetail } from '@/common/domain/configuration-view';
import { formatPlural } from '@/common/format';

/** What is wrong with files of a pack, and on how many nodes; nothing where all are right. */
export function PackFaultList({ faults }: Pick<PackDetail, 'faults'>) {
  if (faults.length === 0) return null;
  return (
    <ErrorCard title={`${formatPlural(faults.length, 'file')} cannot be used as written`}>
      <p>The last good version of each stays in force until the file is right again.</p>
      <ul className="mt-2 flex flex-col gap-2">
        {faults.map(({ fault: { level, path, message }, nodes }) => (
          <li key={`${path} ${message}`}>
            <span className="text-small text-ink-3">
              level {level}, on {formatPlural(nodes, 'node')}
            </span>
            <code className="block font-mono text-small whitespace-pre-wrap [overflow-wrap:anywhere]">
              {message}
            </code>
          </li>
        ))}
      </ul>
    </ErrorCard>
  );
}
