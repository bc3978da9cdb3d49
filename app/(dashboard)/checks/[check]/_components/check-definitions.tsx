import { Badge } from '@/app/_components/ui/badge';
import { Card } from '@/app/_components/ui/card';
import type { CheckDefinitionView, CheckDetail } from '@/common/domain/check-view';
import { formatPlural } from '@/common/format';
import { definitionLines } from './prepare-definition';

/** What the check says, in which file of which level; where nodes differ, each way with its number. */
export function CheckDefinitions({ detail }: { readonly detail: CheckDetail }) {
  const { definitions, nodesLookedAt } = detail;
  return (
    <Card
      flush
      title="Definition"
      note={nodesLookedAt > 1 ? `on ${formatPlural(nodesLookedAt, 'node')}` : undefined}
    >
      {definitions.length === 0 && (
        <p className="p-4 text-ink-2">No node has told how it defines this check.</p>
      )}
      {definitions.map((definition) => (
        <Definition
          key={`${definition.card.level} ${definition.card.path} ${definition.nodes}`}
          definition={definition}
          isOnly={definitions.length === 1}
        />
      ))}
    </Card>
  );
}

interface DefinitionProps {
  readonly definition: CheckDefinitionView;
  readonly isOnly: boolean;
}

function Definition({ definition: { card, nodes }, isOnly }: DefinitionProps) {
  return (
    <section className="border-line px-4 py-3 not-first:border-t">
      <p className="mb-2 flex flex-wrap items-center gap-2 text-small text-ink-3">
        <Badge title="The pack that brings it">{card.pack}</Badge>
        <Badge title="core < global < zone < local">level {card.level}</Badge>
        {!isOnly && <span>{formatPlural(nodes, 'node')}</span>}
        <code className="font-mono [overflow-wrap:anywhere]">{card.path}</code>
      </p>
      {card.hides.map(({ level, path }) => (
        <p key={path} className="mb-2 text-small text-ink-3">
          stands before level {level}{' '}
          <code className="font-mono [overflow-wrap:anywhere]">{path}</code>
        </p>
      ))}
      <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-3 gap-y-1 font-mono text-small max-sm:grid-cols-1">
        {definitionLines(card).map(({ key, value }) => (
          <div key={key} className="contents">
            <dt className="text-ink-3">{key}:</dt>
            <dd className="whitespace-pre-wrap text-ink [overflow-wrap:anywhere] max-sm:mb-1">
              {value}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
