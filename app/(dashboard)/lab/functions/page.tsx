import { FunctionDoc } from '@/app/_components/function-doc';
import { Card } from '@/app/_components/ui/card';
import { PageHeader } from '@/app/_components/ui/page-header';
import { requireUser } from '@/app/_lib/current-user';
import { serverApi } from '@/app/_lib/server-api';
import { FUNCTION_GROUPS } from '@/common/expression/define-function';
import {
  type FunctionDoc as Doc,
  describeFunctions,
  FUNCTIONS,
} from '@/common/expression/function-table';
import { formatPlural } from '@/common/format';

export const metadata = { title: 'Functions of expressions' };

interface FunctionsPageProps {
  readonly searchParams: Promise<{ readonly node?: string | string[] }>;
}

/**
 * Every function that comes with the language, and those that the packs of a node add, as `opsbro
 * evaluator list --details` prints them there.
 */
export default async function FunctionsPage({ searchParams }: FunctionsPageProps) {
  await requireUser('/lab/functions');
  const { node } = await searchParams;
  const added = typeof node === 'string' ? await functionsOfPacks(node) : undefined;
  const all = [...describeFunctions(FUNCTIONS), ...(added ?? [])];
  return (
    <>
      <PageHeader
        title="Functions of expressions"
        trail={[{ href: '/lab', label: 'Lab' }]}
        note={`${formatPlural(all.length, 'function')}; ${noteOf(node, added)}`}
      />
      {FUNCTION_GROUPS.map((group) => {
        const functions = all.filter((one) => one.group === group);
        if (functions.length === 0) return null;
        return (
          <Card key={group} flush title={group} note={formatPlural(functions.length, 'function')}>
            <ul className="divide-y divide-line">
              {functions.map((doc) => (
                <li key={doc.name} id={doc.name} className="scroll-mt-16 px-4 py-3">
                  <FunctionDoc doc={doc} />
                </li>
              ))}
            </ul>
          </Card>
        );
      })}
    </>
  );
}

/** @returns `undefined` where the node does not say: it is away, or of an older version */
async function functionsOfPacks(nodeId: string): Promise<readonly Doc[] | undefined> {
  const api = await serverApi();
  return api.lab.functions({ nodeId }).catch(() => undefined);
}

function noteOf(node: string | string[] | undefined, added: readonly Doc[] | undefined): string {
  if (added !== undefined) return `${added.length} of them of the packs of the chosen node.`;
  const where = 'which “opsbro evaluator list” on the node names too.';
  return node === undefined
    ? `packs may add some, ${where}`
    : `the node does not tell now which its packs add, ${where}`;
}
