import { Card } from '@/app/_components/ui/card';
import type { Fact } from './prepare-health';

interface FactCardProps {
  readonly title: string;
  readonly facts: readonly Fact[];
}

/** Names and values, a line each. */
export function FactCard({ title, facts }: FactCardProps) {
  return (
    <Card flush title={title}>
      <dl className="divide-y divide-line">
        {facts.map(({ name, value, note }) => (
          <div key={name} className="flex items-baseline justify-between gap-4 px-4 py-2">
            <dt className="shrink-0 text-ink-2">{name}</dt>
            <dd className="min-w-0 text-right [overflow-wrap:anywhere]">
              {value}
              {note !== undefined && <span className="ml-2 text-small text-ink-3">{note}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
