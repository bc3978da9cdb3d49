import { Badge } from '@/app/_components/ui/badge';
import { Card } from '@/app/_components/ui/card';
import { filesInWords } from '@/app/_lib/files-in-words';
import type { PackForm } from '@/common/domain/configuration-view';
import { formatPlural } from '@/common/format';

/** Where nodes have a pack from: versions, levels, files. */
export function PackForms({ forms }: { readonly forms: readonly PackForm[] }) {
  return (
    <Card flush title="In force" note={forms.length > 1 ? `in ${forms.length} forms` : undefined}>
      <ul className="divide-y divide-line">
        {forms.map(({ card, nodes }) => (
          <li key={JSON.stringify(card)} className="flex flex-col gap-1 px-4 py-2.5">
            <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
              <span className="font-medium">{card.version}</span>
              <Badge>{card.level}</Badge>
              <span className="text-ink-3">on {formatPlural(nodes, 'node')}</span>
              <span className="text-small text-ink-3">{filesInWords(card)}</span>
            </p>
            {card.directories.map(({ level, path }) => (
              <p key={path} className="flex items-baseline gap-2 text-small text-ink-2">
                <Badge>{level}</Badge>
                <code className="min-w-0 font-mono [overflow-wrap:anywhere]">{path}</code>
              </p>
            ))}
            {card.notLoaded.length > 0 && (
              <p className="text-small text-warning [overflow-wrap:anywhere]">
                Not loaded, for their kind: {card.notLoaded.join(', ')}
              </p>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
