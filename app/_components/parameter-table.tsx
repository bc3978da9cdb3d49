import { HiddenValues } from '@/app/_components/hidden-values';
import { Badge } from '@/app/_components/ui/badge';
import { RowTh, Table, Td, Th } from '@/app/_components/ui/table';
import type { ParameterView } from '@/common/domain/check-view';
import { formatPlural } from '@/common/format';

interface ParameterTableProps {
  readonly parameters: readonly ParameterView[];
  /** Nodes that were looked at: a value that fewer have says how many. */
  readonly of: number;
}

/** Values in force, each with the level that supplied it and the place where it is set. */
export function ParameterTable({ parameters, of }: ParameterTableProps) {
  return (
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
          <ParameterRow key={JSON.stringify(view.parameter)} view={view} of={of} />
        ))}
      </tbody>
    </Table>
  );
}

function ParameterRow({ view: { parameter, nodes }, of }: { view: ParameterView; of: number }) {
  const { name, type, value, unit, isSecret, level, place, help } = parameter;
  const isOverridden = value !== parameter.default;
  return (
    <tr>
      <RowTh className="align-top">
        <code className="font-mono">{name}</code>{' '}
        <span className="text-small font-normal text-ink-3">{type}</span>
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
        <HiddenValues parameter={parameter} />
      </Td>
    </tr>
  );
}
