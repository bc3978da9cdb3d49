'use client';
import Link from 'next/link';
import { FunctionDoc } from '@/app/_components/function-doc';
import { Button } from '@/app/_components/ui/button';
import { Card } from '@/app/_components/ui/card';
import type { FunctionDoc as Doc } from '@/common/expression/function-table';
import { forgetTried, type Tried, useLabHistory } from './lab-history';

const SAMPLES: readonly Tried[] = [
  { expression: '{{collector.memory.phys_used}} > 90', pack: '' },
  { expression: '{{collector.system.os.name}} == "linux"', pack: '' },
  { expression: '{{collector.loadaverage.load5}} / {{collector.system.cpu_count}}', pack: '' },
  { expression: 'max({{collector.diskusage.*.pct_used}})', pack: '' },
  { expression: '"%.1f %%" % {{collector.memory.phys_used}}', pack: '' },
];

interface LabSideProps {
  /** At the caret. */
  readonly doc: Doc | undefined;
  /** Whose packs may add functions. */
  readonly nodeId: string;
  readonly onTry: (tried: Tried) => void;
}

/** The function at the caret, what was tried before, and something to begin with. */
export function LabSide({ doc, nodeId, onTry }: LabSideProps) {
  const history = useLabHistory();
  return (
    <div className="flex min-w-0 flex-col gap-5">
      <Card
        title={doc === undefined ? 'Functions' : doc.name}
        actions={
          <Link
            href={`/lab/functions?node=${encodeURIComponent(nodeId)}`}
            className="text-small text-accent hover:underline"
          >
            All functions
          </Link>
        }
      >
        {doc === undefined ? (
          <p className="text-ink-2">
            Write <code className="font-mono">{'{{'}</code> for values of collectors and parameters,
            a letter for functions; Tab takes the first of what is offered. What a function does
            stands here while the caret is in it.
          </p>
        ) : (
          <FunctionDoc doc={doc} />
        )}
      </Card>
      {history.length > 0 && (
        <Card
          flush
          title="Tried before"
          note="in this browser"
          actions={
            <Button variant="quiet" onClick={forgetTried}>
              Forget
            </Button>
          }
        >
          <Tries tries={history} onTry={onTry} />
        </Card>
      )}
      <Card flush title="Samples">
        <Tries tries={SAMPLES} onTry={onTry} />
      </Card>
    </div>
  );
}

function Tries({ tries, onTry }: { tries: readonly Tried[]; onTry: LabSideProps['onTry'] }) {
  return (
    <ul className="py-1.5">
      {tries.map((tried) => (
        <li key={`${tried.pack} ${tried.expression}`}>
          <button
            type="button"
            onClick={() => onTry(tried)}
            className="w-full px-4 py-1.5 text-left font-mono text-small text-ink-2 hover:bg-hover hover:text-ink max-md:py-2.5 [overflow-wrap:anywhere]"
          >
            {tried.expression}
            {tried.pack !== '' && <span className="font-sans text-ink-3"> · {tried.pack}</span>}
          </button>
        </li>
      ))}
    </ul>
  );
}
