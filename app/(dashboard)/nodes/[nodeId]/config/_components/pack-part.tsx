import Link from 'next/link';
import { HiddenValues } from '@/app/_components/hidden-values';
import { Badge } from '@/app/_components/ui/badge';
import { Disclosure } from '@/app/_components/ui/disclosure';
import { RowTh, Table, Td, Th } from '@/app/_components/ui/table';
import { filesInWords } from '@/app/_lib/files-in-words';
import type { PackCard, ParameterTold } from '@/common/domain/pack-told';
import { isOverridden } from './prepare-packs';

interface PackPartProps {
  readonly pack: PackCard;
  /** Its parameters are in sight. */
  readonly isOpen: boolean;
}

/** A pack in force: where it is from, its parameters with their place, its files. */
export function PackPart({ pack, isOpen }: PackPartProps) {
  const { name, version, summary, level, directories, parameters, notLoaded } = pack;
  const overridden = parameters.filter(isOverridden).length;
  return (
    <li className="px-4 py-2.5">
      <Disclosure
        key={String(isOpen)}
        open={isOpen}
        summary={name}
        note={[
          version,
          `level ${level}`,
          ...(overridden === 0 ? [] : [`${overridden} overridden`]),
          summary,
        ].join(' · ')}
      >
        <div className="mt-2 flex min-w-0 flex-col gap-3 pl-6 max-sm:pl-0">
          <ol className="text-small text-ink-2" aria-label={`Where ${name} is from`}>
            {directories.map((directory) => (
              <li key={directory.path} className="flex items-baseline gap-2 py-0.5">
                <Badge>{directory.level}</Badge>
                <code className="min-w-0 font-mono [overflow-wrap:anywhere]">{directory.path}</code>
                {directory.level === level && <span className="text-ink-3">in force</span>}
              </li>
            ))}
          </ol>
          {parameters.length > 0 && <Parameters pack={pack} />}
          <p className="text-small text-ink-3">
            {filesInWords(pack)}.{' '}
            <Link href={`/packs/${encodeURIComponent(name)}`} className="text-accent underline">
              The pack on all nodes
            </Link>
          </p>
          {notLoaded.length > 0 && (
            <p className="text-small text-warning [overflow-wrap:anywhere]">
              Not loaded, for their kind: {notLoaded.join(', ')}
            </p>
          )}
        </div>
      </Disclosure>
    </li>
  );
}

function Parameters({ pack: { name, parameters } }: { pack: PackCard }) {
  return (
    <Table
      caption={`Parameters of ${name}`}
      className="cards-on-phones rounded-md border border-line bg-canvas [&_tbody_tr:last-child>*]:border-b-0"
    >
      <thead>
        <tr>
          <Th>Parameter</Th>
          <Th>Value</Th>
          <Th>From</Th>
        </tr>
      </thead>
      <tbody>
        {parameters.map((parameter) => (
          <Parameter key={parameter.name} parameter={parameter} />
        ))}
      </tbody>
    </Table>
  );
}

function Parameter({ parameter }: { parameter: ParameterTold }) {
  const { name, type, help, unit, isSecret, value, level, place } = parameter;
  return (
    <tr className="align-top">
      <RowTh className="max-w-sm align-top">
        <code className="font-mono">{name}</code>{' '}
        <span className="text-small text-ink-3">{type}</span>
        <span className="block text-small text-ink-3 [overflow-wrap:anywhere]">{help}</span>
      </RowTh>
      <Td label="Value" className="align-top">
        {isSecret ? (
          <span className="text-ink-3">{level === 'core' ? 'not set' : 'set, and not shown'}</span>
        ) : (
          <code className="font-mono whitespace-pre-wrap [overflow-wrap:anywhere]">{value}</code>
        )}
        {unit !== '' && <span className="text-ink-3"> {unit}</span>}
        {isOverridden(parameter) && !isSecret && (
          <span className="block text-small text-ink-3">
            instead of {parameter.default || '""'}
          </span>
        )}
      </Td>
      <Td label="From" className="align-top">
        <Badge>{level}</Badge>{' '}
        <code className="font-mono text-small text-ink-3 [overflow-wrap:anywhere]">{place}</code>
        <HiddenValues parameter={parameter} />
      </Td>
    </tr>
  );
}
