import { ParameterTable } from '@/app/_components/parameter-table';
import { Card } from '@/app/_components/ui/card';
import type { CheckDetail } from '@/common/domain/check-view';

/** The thresholds in force, and who set them where. */
export function CheckParameters({ detail }: { readonly detail: CheckDetail }) {
  const { parameters, definitions } = detail;
  const pack = definitions[0]?.card.pack;
  return (
    <Card flush title="Parameters in force">
      {parameters.length === 0 ? (
        <p className="p-4 text-ink-2">
          {definitions.length === 0 ? 'Not known without its definition.' : 'It uses none.'}
        </p>
      ) : (
        <>
          <ParameterTable parameters={parameters} of={detail.nodesLookedAt} />
          {pack !== undefined && (
            <p className="px-4 py-3 text-small text-ink-3 [overflow-wrap:anywhere]">
              Changed on a node by{' '}
              <code className="font-mono text-ink-2">
                opsbro packs parameters set {pack} {parameters[0]?.parameter.name} VALUE
              </code>
            </p>
          )}
        </>
      )}
    </Card>
  );
}
