'use client';
import Link from 'next/link';
import { ParameterTable } from '@/app/_components/parameter-table';
import { Card } from '@/app/_components/ui/card';
import { CheckNumbers } from '@/app/_components/ui/check-numbers';
import { PageHeader } from '@/app/_components/ui/page-header';
import { RowTh, Table, Td, Th } from '@/app/_components/ui/table';
import { useCopyCall } from '@/app/_lib/copy-calls';
import type { CheckGroupRow } from '@/common/domain/check-view';
import type { PackDetail } from '@/common/domain/configuration-view';
import { formatPlural } from '@/common/format';
import { PackFaultList } from './pack-fault-list';
import { PackForms } from './pack-forms';

interface PackViewProps {
  readonly detail: PackDetail;
  readonly checks: readonly CheckGroupRow[];
}

/** A pack: what it is, what is wrong with it, its checks, its parameters as they are in force. */
export function PackView({ detail, checks }: PackViewProps) {
  const { name, forms, parameters, faults, nodesLookedAt } = detail;
  const summary = forms[0]?.card.summary ?? '';
  useCopyCall({
    title: 'This pack on its nodes',
    path: 'configuration.pack',
    type: 'query',
    input: { pack: name },
    onNode: `opsbro packs show ${name}`,
  });
  return (
    <>
      <PageHeader
        title={name}
        trail={[{ href: '/packs', label: 'Packs' }]}
        note={summary === '' ? 'Told by nodes, and in force on none' : summary}
      />
      <PackFaultList faults={faults} />
      {forms.length > 0 && <PackForms forms={forms} />}
      <PackChecks name={name} checks={checks} />
      <Card
        flush
        title="Parameters in force"
        note={`as ${formatPlural(nodesLookedAt, 'node')} told them`}
      >
        {parameters.length === 0 ? (
          <p className="p-4 text-ink-2">It has none.</p>
        ) : (
          <>
            <ParameterTable parameters={parameters} of={nodesLookedAt} />
            <p className="px-4 py-3 text-small text-ink-3 [overflow-wrap:anywhere]">
              Changed on a node by{' '}
              <code className="font-mono text-ink-2">
                opsbro packs parameters set {name} {parameters[0]?.parameter.name} VALUE
              </code>
            </p>
          </>
        )}
      </Card>
    </>
  );
}

function PackChecks({
  name,
  checks,
}: {
  readonly name: string;
  readonly checks: PackViewProps['checks'];
}) {
  return (
    <Card
      flush
      title="Checks"
      note={
        <Link
          href={`/checks?pack=${encodeURIComponent(name)}&state=any`}
          className="text-accent hover:underline"
        >
          on all nodes
        </Link>
      }
    >
      {checks.length === 0 ? (
        <p className="p-4 text-ink-2">None of it is for any node.</p>
      ) : (
        <Table caption={`Checks of ${name}`} className="[&_tbody_tr:last-child>*]:border-b-0">
          <thead>
            <tr>
              <Th>Check</Th>
              <Th>How it stands</Th>
            </tr>
          </thead>
          <tbody>
            {checks.map(({ key, counts }) => (
              <tr key={key} className="hover:bg-hover/60">
                <RowTh>
                  <Link
                    href={`/checks/${encodeURIComponent(key)}`}
                    prefetch={false}
                    className="font-medium hover:underline [overflow-wrap:anywhere]"
                  >
                    {key}
                  </Link>
                </RowTh>
                <Td>
                  <CheckNumbers counts={counts} />
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}
