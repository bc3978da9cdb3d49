import { ScrollArea } from '@/app/_components/chart/scroll-area';
import type { FactValue } from '@/common/domain/fact';
import { factForm } from '../../_components/prepare-facts';

interface FactViewProps {
  /** Its path, which tells it apart from all others. */
  readonly name: string;
  readonly value: FactValue;
}

/** A fact in the form in which it is read best. */
export function FactView({ name, value }: FactViewProps) {
  const form = factForm(value);
  switch (form.is) {
    case 'leaf':
      return <span className="[overflow-wrap:anywhere]">{form.text}</span>;
    case 'line':
      return <FactLine items={form.items} />;
    case 'table':
      return <FactTable name={name} columns={form.columns} rows={form.rows} />;
    case 'tree':
      return (
        <dl className="grid grid-cols-[fit-content(40%)_minmax(0,1fr)] gap-x-4 gap-y-1.5">
          {form.entries.map(([key, inner]) => (
            <div key={key} className="contents">
              <dt className="font-mono text-small leading-5 text-ink-3 [overflow-wrap:anywhere]">
                {key}
              </dt>
              <dd className="min-w-0">
                <FactView name={`${name}.${key}`} value={inner} />
              </dd>
            </div>
          ))}
        </dl>
      );
  }
}

function FactLine({ items }: { items: readonly string[] }) {
  if (items.length === 0) return <span className="text-ink-3">none</span>;
  return <span className="[overflow-wrap:anywhere]">{items.join(', ')}</span>;
}

interface FactTableProps {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

function FactTable({ name, columns, rows }: FactTableProps) {
  return (
    <ScrollArea label={`${name}, entries`} className="max-h-80 overflow-auto">
      <table className="w-full text-small">
        <thead>
          <tr className="text-ink-3">
            {columns.map((column) => (
              <th key={column} scope="col" className="pr-4 pb-1 text-left font-normal">
                {column === '' ? <span className="sr-only">name</span> : column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells) => (
            <tr key={cells.join('\u0000')} className="border-t border-line align-top">
              {cells.map((cell, index) => (
                <td key={columns[index]} className={`py-1 pr-4 ${widthOf(cell)}`}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollArea>
  );
}

const SHORT_LENGTH_MAX = 28;

/** A short value that is broken is hard to read; a long one would push the others out of sight. */
function widthOf(cell: string): string {
  return cell.length <= SHORT_LENGTH_MAX
    ? 'whitespace-nowrap'
    : 'min-w-40 [overflow-wrap:anywhere]';
}
