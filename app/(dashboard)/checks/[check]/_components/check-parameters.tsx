import { Badge } from '@/app/_components/ui/badge';
import { Card } from '@/app/_components/ui/card';
import { RowTh, Table, Td, Th } from '@/app/_components/ui/table';
import type { CheckDetail, ParameterView } from '@/common/domain/check-view';
import { formatPlural } from '@/common/format';

/** The thresholds in force, and who set them where. */
export function CheckParameters({ detail }: { readonly detail: CheckDetail }) {
  const { parameters, definitions } = detail;
  const pack = definitions[0]?.card.pack;
  return (
    <Card flush title="Parameters in force">
      {parameters.length === 0 ? (
        <p className="p-4 text-ink-2">It uses none.</p>
      ) : (
        <>
          <Table caption="Parameters" className="cards-on-phones">
            <thead>
              <tr>
                <Th>Parameter</Th>
                <Th numeric>Value</Th>
                <Th>Level</Th>
                <Th>Set in</Th>
              </tr>
            </thead>
            <tbody>
              {parameters.map((view) => (
                <ParameterRow
                  key={`${view.parameter.name} ${view.parameter.value} ${view.parameter.place}`}
                  view={view}
                  of={detail.nodesLookedAt}
                />
              ))}
            </tbody>
          </Table>
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

function ParameterRow({ view: { parameter, nodes }, of }: { view: ParameterView; of: number }) {
  const { name, value, unit, isSecret, level, place, help } = parameter;
  const isOverridden = value !== parameter.default;
  return (
    <tr>
      <RowTh className="align-top">
        <code className="font-mono">{name}</code>
        {help !== '' && <span className="block text-small text-ink-3">{help}</span>}
      </RowTh>
      <Td numeric label="Value" className="align-top font-mono whitespace-nowrap">
        <span>
          {isSecret ? 'secret' : `${value}${unit === '' ? '' : ` ${unit}`}`}
          {!isSecret && isOverridden && (
            <span className="block font-sans text-small text-ink-3">
              default {parameter.default}
            </span>
          )}
        </span>
      </Td>
      <Td label="Level" className="align-top whitespace-nowrap">
        <Badge>{level}</Badge>
        {nodes < of && (
          <span className="ml-2 text-small text-ink-3">{formatPlural(nodes, 'node')}</span>
        )}
      </Td>
      <Td label="Set in" className="align-top font-mono text-small text-ink-2">
        <span className="[overflow-wrap:anywhere]">{place}</span>
      </Td>
    </tr>
  );
}
