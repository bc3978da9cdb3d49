import { cx } from '@/app/_lib/cx';
import type { MachineFact } from './prepare-machine';

/** Names and values in a grid; those that differ from a twin's stand out by weight and by a word. */
export function MachineFacts({ facts }: { facts: readonly MachineFact[] }) {
  return (
    <dl className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,17rem),1fr))] gap-x-6 gap-y-2">
      {facts.map(({ name, value, differs }) => (
        <div key={name} className="min-w-0">
          <dt className="text-small text-ink-3">
            {name}
            {differs === true && ', differs'}
          </dt>
          <dd
            className={cx(
              '[overflow-wrap:anywhere]',
              differs === true && 'rounded-sm bg-warning-tint font-medium text-warning',
            )}
          >
            {value}
          </dd>
        </div>
      ))}
    </dl>
  );
}
