import Link from 'next/link';
import { Card } from '@/app/_components/ui/card';
import { PageHeader } from '@/app/_components/ui/page-header';
import { RowTh, Table, Td, Th } from '@/app/_components/ui/table';
import { requireUser } from '@/app/_lib/current-user';
import { serverApi } from '@/app/_lib/server-api';
import { formatCount, formatPlural } from '@/common/format';

export const metadata = { title: 'Packs' };

/** Every pack that some node has; what they are changes with files, and seldom. */
export default async function PacksPage() {
  await requireUser('/packs');
  const packs = await (await serverApi()).configuration.packs();
  return (
    <>
      <PageHeader title="Packs" note={formatPlural(packs.length, 'pack')} />
      <Card flush title="Packs" note="what nodes know how to collect and to check">
        {packs.length === 0 ? (
          <p className="p-4 text-ink-2">No node has told of its packs yet.</p>
        ) : (
          <Table caption="Packs" className="[&_tbody_tr:last-child>*]:border-b-0">
            <thead>
              <tr>
                <Th>Pack</Th>
                <Th numeric>Nodes</Th>
              </tr>
            </thead>
            <tbody>
              {packs.map(({ name, summary, nodes }) => (
                <tr key={name} className="hover:bg-hover/60">
                  <RowTh>
                    <Link
                      href={`/packs/${encodeURIComponent(name)}`}
                      prefetch={false}
                      className="font-mono font-medium hover:underline"
                    >
                      {name}
                    </Link>
                    <span className="block text-small text-ink-3">{summary}</span>
                  </RowTh>
                  <Td numeric>{formatCount(nodes)}</Td>
                </tr>
              ))}
            </tbody>
          </Table>
        )}
      </Card>
    </>
  );
}
