import Link from 'next/link';
import { Badge } from '@/app/_components/ui/badge';
import { Card } from '@/app/_components/ui/card';
import type { RoleDefinition } from '@/common/domain/role-view';
import { formatPlural } from '@/common/format';

/** When the role is healthy; where nodes differ, each form of it. */
export function RoleDefinitions({ definitions }: { definitions: readonly RoleDefinition[] }) {
  return (
    <Card
      flush
      title="Definition"
      note={definitions.length > 1 && `${definitions.length} forms: nodes differ`}
    >
      <ul className="divide-y divide-line">
        {definitions.map((definition) => (
          <li
            key={`${definition.level} ${definition.path} ${definition.healthyIf}`}
            className="flex flex-col gap-2 px-4 py-3"
          >
            <Definition definition={definition} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Definition({ definition }: { definition: RoleDefinition }) {
  const { pack, level, path, group, healthyIf, nodeCount } = definition;
  return (
    <>
      <p className="flex flex-wrap items-center gap-2 text-ink-2">
        healthy if <Badge>{level}</Badge>
        <span className="text-small text-ink-3">on {formatPlural(nodeCount, 'node')}</span>
      </p>
      <pre className="overflow-x-auto rounded-md border border-line bg-canvas px-3 py-2 font-mono text-small whitespace-pre-wrap [overflow-wrap:anywhere]">
        {healthyIf}
      </pre>
      <p className="text-small text-ink-3 [overflow-wrap:anywhere]">
        Played by{' '}
        {group === '' ? (
          `every node that has the pack ${pack}`
        ) : (
          <Link
            href={`/nodes?group=${encodeURIComponent(group)}`}
            className="font-mono hover:underline"
          >
            {group}
          </Link>
        )}
        . <span className="font-mono">{path}</span>
      </p>
    </>
  );
}
