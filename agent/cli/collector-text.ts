import type { CollectorState, CollectorStatus } from '@/common/domain/collector';
import type { FactValue } from '@/common/domain/fact';
import type { CollectorDetail } from '../local-api/local-api';
import type { Output, Paint } from './output';

/** A shape and a word for each state: colour is never the only sign. */
const MARKS: Record<CollectorState, { readonly shape: string; readonly paint: Paint }> = {
  ok: { shape: '●', paint: 'green' },
  error: { shape: '▲', paint: 'red' },
  'missing-configuration': { shape: '◆', paint: 'yellow' },
  'not-eligible': { shape: '○', paint: 'dim' },
  pending: { shape: '◌', paint: 'cyan' },
};

/** What needs a person comes first. */
export const STATE_ORDER: readonly CollectorState[] = [
  'error',
  'missing-configuration',
  'pending',
  'ok',
  'not-eligible',
];

export function stateText(state: CollectorState, out: Output): string {
  const { shape, paint } = MARKS[state];
  return out.paint(paint, `${shape} ${state}`);
}

/** `● 22 ok  ▲ 1 error` */
export function countsText(counts: Readonly<Record<CollectorState, number>>, out: Output): string {
  return STATE_ORDER.filter((state) => counts[state] > 0)
    .map((state) =>
      out.paint(MARKS[state].paint, `${MARKS[state].shape} ${counts[state]} ${state}`),
    )
    .join('  ');
}

export function countStates(
  statuses: readonly Pick<CollectorStatus, 'state'>[],
): Record<CollectorState, number> {
  const counts = { ok: 0, error: 0, 'missing-configuration': 0, 'not-eligible': 0, pending: 0 };
  for (const { state } of statuses) counts[state] += 1;
  return counts;
}

/** Every value of a collector as `collector.memory.phys_used = 41.3 percent`, sorted by path. */
export function valueLines({ collector, data }: CollectorDetail, out: Output): string[] {
  if (data === null) return [];
  const numbers = data.samples.map(({ series, value }): Line => {
    const unit = series.unit === 'count' ? '' : ` ${out.paint('dim', series.unit)}`;
    return [`collector.${series.path}`, `${numberText(value)}${unit}`];
  });
  const facts = [...factLines(`collector.${collector}`, data.facts)];
  return [...numbers, ...facts]
    .sort(([left], [right]) => collator.compare(left, right))
    .map(([path, text]) => `${path} ${out.paint('dim', '=')} ${text}`);
}

type Line = readonly [path: string, text: string];

/** `cpu2` before `cpu10`. */
const collator = new Intl.Collator('en', { numeric: true });

function* factLines(path: string, facts: FactValue): Generator<Line> {
  if (facts === null) return;
  if (typeof facts !== 'object' || Array.isArray(facts)) {
    yield [path, JSON.stringify(facts)];
    return;
  }
  for (const [key, value] of Object.entries(facts)) {
    if (value === null) yield [`${path}.${key}`, 'null'];
    else yield* factLines(`${path}.${key}`, value);
  }
}

/** Never an exponent and never more digits than mean something: `0.0312`, `41.3`, `17179869184`. */
function numberText(value: number): string {
  const digits = Math.abs(value) < 1 ? 4 : 3;
  return Number.isInteger(value) ? value.toFixed(0) : String(Number(value.toFixed(digits)));
}
