import { CopyButton } from '@/app/_components/ui/copy-button';
import { ErrorCard } from '@/app/_components/ui/error-card';
import type { PackFaultsTold } from '@/common/domain/pack-told';
import { formatPlural } from '@/common/format';

/** What is wrong with files of packs, with their lines; nothing where all of them are right. */
export function PackFaults({ faults }: { faults: PackFaultsTold['faults'] }) {
  if (faults.length === 0) return null;
  return (
    <ErrorCard title={`${formatPlural(faults.length, 'file')} of packs cannot be used as written`}>
      <p>The last good version of each stays in force until the file is right again.</p>
      <ul className="mt-2 flex flex-col gap-2">
        {faults.map(({ pack, level, path, message }) => (
          <li key={`${path} ${message}`} className="flex items-start gap-2">
            <span className="min-w-0 flex-1">
              <span className="text-small text-ink-3">
                {pack}, level {level}
              </span>
              <code className="block font-mono text-small whitespace-pre-wrap [overflow-wrap:anywhere]">
                {message}
              </code>
            </span>
            <CopyButton text={message} label="Copy what is wrong" />
          </li>
        ))}
      </ul>
    </ErrorCard>
  );
}
