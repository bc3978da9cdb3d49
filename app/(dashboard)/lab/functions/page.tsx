import { FunctionDoc } from '@/app/_components/function-doc';
import { Card } from '@/app/_components/ui/card';
import { PageHeader } from '@/app/_components/ui/page-header';
import { requireUser } from '@/app/_lib/current-user';
import { FUNCTION_GROUPS } from '@/common/expression/define-function';
import { describeFunctions, FUNCTIONS } from '@/common/expression/function-table';
import { formatPlural } from '@/common/format';

export const metadata = { title: 'Functions of expressions' };

/** Every function that comes with the language, as `opsbro evaluator list --details` prints it. */
export default async function FunctionsPage() {
  await requireUser('/lab/functions');
  const all = describeFunctions(FUNCTIONS);
  return (
    <>
      <PageHeader
        title="Functions of expressions"
        trail={[{ href: '/lab', label: 'Lab' }]}
        note={`${formatPlural(all.length, 'function')}; packs may add some, which “opsbro evaluator list” on the node names too.`}
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
