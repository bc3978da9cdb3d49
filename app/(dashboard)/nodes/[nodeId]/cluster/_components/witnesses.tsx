import Link from 'next/link';
import { MemberStatus } from '@/app/_components/membership/member-status';
import { Card } from '@/app/_components/ui/card';
import { RelativeTime } from '@/app/_components/ui/relative-time';
import { StatusIcon } from '@/app/_components/ui/status';
import { RowTh, Table, Td, Th } from '@/app/_components/ui/table';
import { accusationWords } from '@/common/domain/accusation-words';
import type { MembershipEvidence, Witness } from '@/common/domain/membership-view';
import { formatCount } from '@/common/format';

/** Who does not hold the node for alive, since when, and by which probes. */
export function Witnesses({ evidence }: { evidence: MembershipEvidence }) {
  const { heldBy, heldByCount, names } = evidence;
  if (heldByCount === 0) {
    return (
      <p className="flex items-start gap-2 text-ink-2">
        <StatusIcon kind="ok" className="mt-0.5" />
        Nobody suspects it.
      </p>
    );
  }
  return (
    <Card flush title="Held for gone by" note={formatCount(heldByCount)}>
      <Table
        caption="Who holds it for gone"
        className="cards-on-phones [&_tbody_tr:last-child>*]:border-b-0"
      >
        <thead>
          <tr>
            <Th>By</Th>
            <Th>As</Th>
            <Th>Since</Th>
            <Th>Why</Th>
            <Th>Told</Th>
          </tr>
        </thead>
        <tbody>
          {heldBy.map((witness) => (
            <WitnessRow key={witness.nodeId} witness={witness} names={names} />
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

interface WitnessRowProps {
  readonly witness: Witness;
  readonly names: MembershipEvidence['names'];
}

function WitnessRow({ witness, names }: WitnessRowProps) {
  const { nodeId, name, state, sinceMs, accusations, toldMs, reports } = witness;
  const why = accusationWords(accusations, (id) => names[id] ?? id.slice(0, 8));
  return (
    <tr className={reports ? '' : 'text-ink-3'}>
      <RowTh className="font-medium">
        <Link href={`/nodes/${nodeId}/cluster`} prefetch={false} className="hover:underline">
          {name}
        </Link>
      </RowTh>
      <Td label="As">
        <MemberStatus state={state} />
      </Td>
      <Td label="Since">
        <RelativeTime atMs={sinceMs} />
      </Td>
      <Td label="Why" className="[overflow-wrap:anywhere]">
        {why || (state === 'left' ? 'it said so itself' : 'told without evidence')}
      </Td>
      <Td label="Told">
        <RelativeTime atMs={toldMs} />
        {!reports && ', silent since: does not count'}
      </Td>
    </tr>
  );
}
