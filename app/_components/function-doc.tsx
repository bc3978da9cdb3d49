import type { FunctionDoc as Doc } from '@/common/expression/function-table';

/** What there is to know of a function of expressions; the command `opsbro evaluator list` says the same. */
export function FunctionDoc({ doc }: { doc: Doc }) {
  const { signature, summary, returns, needsHost, parameters, examples } = doc;
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <code className="font-mono font-medium [overflow-wrap:anywhere]">{signature}</code>
      <p className="text-ink-2">
        {summary} Gives {returns}
        {needsHost ? '; asks the machine, so the Lab refuses it.' : '.'}
      </p>
      {parameters.length > 0 && (
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-small">
          {parameters.map(({ name, kind, help }) => (
            <div key={name} className="contents">
              <dt className="font-mono text-ink-2">{name}</dt>
              <dd>
                {help} <span className="text-ink-3">{kind}</span>
              </dd>
            </div>
          ))}
        </dl>
      )}
      <ul className="font-mono text-small">
        {examples.map(({ expression, result }) => (
          <li key={expression} className="[overflow-wrap:anywhere]">
            <span className="text-ink-2">{expression}</span>{' '}
            <span className="text-ink-3">→ {result}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
