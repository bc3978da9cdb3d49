'use client';
import { useQuery } from '@tanstack/react-query';
import { FlaskConical, Play } from 'lucide-react';
import { useQueryStates } from 'nuqs';
import { useEffect, useState } from 'react';
import { CopyAs } from '@/app/_components/copy-as';
import { Button } from '@/app/_components/ui/button';
import { CheckField } from '@/app/_components/ui/check-field';
import { EmptyState } from '@/app/_components/ui/empty-state';
import { PageHeader } from '@/app/_components/ui/page-header';
import { SelectField } from '@/app/_components/ui/select-field';
import { quoted } from '@/app/_lib/call-text';
import { useTRPC } from '@/app/_lib/trpc';
import type { NodeRow } from '@/common/domain/node';
import type { FunctionDoc } from '@/common/expression/function-table';
import { ExpressionField } from './expression-field';
import { LabAnswer } from './lab-answer';
import { loadLabHistory, rememberTried, type Tried } from './lab-history';
import { EXPRESSION_LENGTH_MAX, labParams } from './lab-params';
import { LabSide } from './lab-side';
import { NodePicker } from './node-picker';
import { functionAt } from './prepare-completion';
import { type Asked, useEvaluation } from './use-evaluation';
import { useFunctions } from './use-functions';
import { useOffers } from './use-offers';

interface LabProps {
  /** Some of all, those that reported last first. */
  readonly nodes: readonly NodeRow[];
  readonly functions: readonly FunctionDoc[];
}

/** An expression, tried on a node: what it comes to there now, and why. */
export function Lab({ nodes, functions: ofLanguage }: LabProps) {
  const [params, setParams] = useQueryStates(labParams, { history: 'push', scroll: false });
  const [text, setText] = useState(params.expression);
  const [caret, setCaret] = useState(text.length);
  const [turn, setTurn] = useState(0);
  const [follows, setFollows] = useState(false);
  const node = useChosenNode(nodes, params.node);
  const packs = usePacks(node?.id);
  const functions = useFunctions(ofLanguage, node?.id);
  const { pack } = params;
  const expression = params.expression.slice(0, EXPRESSION_LENGTH_MAX);
  const asked =
    node === undefined || expression.trim() === ''
      ? undefined
      : { nodeId: node.id, expression, pack };
  const evaluation = useEvaluation(asked, turn, follows);
  const offers = useOffers({ nodeId: node?.id, pack, functions, text, caret });
  useEffect(loadLabHistory, []);

  function evaluate({ expression: wanted, pack: of }: Tried): void {
    if (wanted.trim() === '') return;
    setText(wanted);
    setTurn(turn + 1);
    rememberTried({ expression: wanted, pack: of });
    void setParams({ expression: wanted, pack: of || null, node: node?.id ?? null });
  }

  if (node === undefined) {
    return (
      <>
        <PageHeader title="Lab" />
        <EmptyState icon={FlaskConical} title="There is no node to try it on">
          Once an agent has joined, expressions can be tried on it here.
        </EmptyState>
      </>
    );
  }
  return (
    <>
      <PageHeader
        title="Lab"
        note="What an expression comes to on a node now, and why. Nothing is changed by it."
      />
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_23rem]">
        <div className="flex min-w-0 flex-col gap-5">
          <form
            className="flex flex-col gap-4"
            onSubmit={(event) => {
              event.preventDefault();
              evaluate({ expression: text, pack });
            }}
          >
            <div className="grid gap-4 sm:grid-cols-2">
              <NodePicker node={node} onPick={({ id }) => void setParams({ node: id })} />
              <SelectField
                label="Parameters of"
                value={pack}
                onChange={(next) => void setParams({ pack: next || null })}
                options={[
                  { value: '', label: 'no pack' },
                  ...withChosen(packs, pack).map((name) => ({ value: name, label: name })),
                ]}
              />
            </div>
            <ExpressionField
              value={text}
              onChange={setText}
              caret={caret}
              onCaret={setCaret}
              offers={offers}
              onSubmit={() => evaluate({ expression: text, pack })}
            />
            <div className="flex flex-wrap items-center gap-4">
              <Button type="submit" variant="primary" icon={Play} disabled={text.trim() === ''}>
                Evaluate
              </Button>
              <CheckField label="Again every 3 s" checked={follows} onChange={setFollows} />
            </div>
          </form>
          <LabAnswer evaluation={evaluation} nodeName={node.name} />
          <CopyAs path="lab.evaluate" input={asked} onNode={commandOf(asked)} />
        </div>
        <LabSide doc={functionAt(functions, text, caret)} nodeId={node.id} onTry={evaluate} />
      </div>
    </>
  );
}

/** The one of the address, else the first that there is. */
function useChosenNode(nodes: readonly NodeRow[], wanted: string | null): NodeRow | undefined {
  const known = nodes.find(({ id }) => id === wanted);
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.nodes.find.queryOptions(
      { nodeId: wanted ?? '' },
      { enabled: wanted !== null && wanted !== '' && known === undefined, retry: false },
    ),
  );
  return known ?? data ?? nodes[0];
}

/** Names of the packs that are in force on a node. */
function usePacks(nodeId: string | undefined): readonly string[] {
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.configuration.onNode.queryOptions(
      { nodeId: nodeId ?? '' },
      { enabled: nodeId !== undefined },
    ),
  );
  return data?.packs.map(({ name }) => name) ?? [];
}

function withChosen(packs: readonly string[], chosen: string): readonly string[] {
  return chosen === '' || packs.includes(chosen) ? packs : [chosen, ...packs];
}

/** On the node itself, where files and the network may be asked too. */
function commandOf(asked: Asked | undefined): string | undefined {
  if (asked === undefined) return undefined;
  const pack = asked.pack === '' ? '' : ` --pack ${asked.pack}`;
  return `opsbro evaluator eval --explain${pack} ${quoted(asked.expression)}`;
}
