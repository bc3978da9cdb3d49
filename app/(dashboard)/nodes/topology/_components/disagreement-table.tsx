'use client';
import Link from 'next/link';
import { MemberStatus } from '@/app/_components/membership/member-status';
import { RowTh, Table, Td, Th } from '@/app/_components/ui/table';
import type { ZonePartition, ZoneView } from '@/common/domain/membership-view';
import { formatCount, formatPlural } from '@/common/format';

/** Views as columns, members on which they do not agree as rows. */
export function DisagreementTable({ partition }: { partition: ZonePartition }) {
  const { views, disagreements, disagreementCount } = partition;
  return (
    <>
      <ul className="flex flex-col gap-1.5">
        {views.map((view, index) => (
          <li key={view.digest} className="[overflow-wrap:anywhere]">
            <span className="font-medium">{letterOf(index)}</span>{' '}
            <span className="text-ink-2">{membersOf(view)}</span>
            {view.problem !== '' && (
              <span className="text-warning"> · did not answer: {view.problem}</span>
            )}
          </li>
        ))}
      </ul>
      {disagreements.length > 0 && (
        <Table
          caption="Members on which the views differ"
          className="rounded-md border border-line [&_tbody_tr:last-child>*]:border-b-0"
        >
          <thead>
            <tr>
              <Th>Member</Th>
              {views.map((view, index) => (
                <Th key={view.digest}>
                  {letterOf(index)} <span className="text-ink-3">by {view.asked.name}</span>
                </Th>
              ))}
            </tr>
          </thead>
          <tbody>
            {disagreements.map(({ id, name, states }) => (
              <tr key={id}>
                <RowTh>
                  <Link href={`/nodes/${id}/cluster`} prefetch={false} className="hover:underline">
                    {name}
                  </Link>
                </RowTh>
                {views.map((view, index) => (
                  <Td key={view.digest}>
                    {view.problem !== '' ? (
                      <span className="text-ink-3">no answer</span>
                    ) : (
                      <MemberStatus state={states[index] ?? null} />
                    )}
                  </Td>
                ))}
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      {disagreementCount > disagreements.length && (
        <p className="text-ink-3">
          The first {disagreements.length} of {formatCount(disagreementCount)}.
        </p>
      )}
    </>
  );
}

function letterOf(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}

const NAMES_SHOWN = 6;

function membersOf({ nodes, nodeCount }: ZoneView): string {
  const shown = nodes.slice(0, NAMES_SHOWN).map(({ name }) => name);
  const more = nodeCount - shown.length;
  return `${formatPlural(nodeCount, 'agent')}: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
