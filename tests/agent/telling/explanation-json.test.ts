import { describe, expect, test } from 'vitest';
import { explanationJson } from '@/agent/telling/explanation-json';
import type { CheckExplanationPart } from '@/common/domain/check-report';
import type { ExplainedNode } from '@/common/expression/explain';

function node(depth: number, breadth: number, value: string): ExplainedNode {
  const children =
    depth === 0 ? [] : Array.from({ length: breadth }, () => node(depth - 1, breadth, value));
  const outcome = { is: 'value', value, shown: 'shown', isTrue: true } as const;
  return { kind: 'logic', text: 'a and b', start: 0, end: 7, outcome, children };
}

function part(root: ExplainedNode): CheckExplanationPart {
  return { key: 'critical_if', explanation: { text: 'a and b', outcome: root.outcome, root } };
}

describe('an explanation that is told', () => {
  test('is whole while it fits, and nothing where there is none', () => {
    const parts = [part(node(2, 2, 'x'))];
    expect(JSON.parse(explanationJson(parts))).toEqual(parts);
    expect(explanationJson([])).toBe('');
  });

  test('loses its values first', () => {
    const json = explanationJson([part(node(1, 2, 'x'.repeat(10_000)))]);
    expect(JSON.parse(json)).toMatchObject([
      { explanation: { root: { outcome: { value: null, shown: 'shown' }, children: [{}, {}] } } },
    ]);
  });

  test('loses what lies deepest next, and is JSON whatever happens', () => {
    const deep = explanationJson([part(node(9, 2, 'x'))]);
    expect(deep.length).toBeLessThanOrEqual(16_384);
    expect(JSON.parse(deep)[0].explanation.root.children[0].children[0]).toBeDefined();
    const endless = { ...part(node(0, 0, 'x')), key: 'x'.repeat(20_000) };
    expect(explanationJson([endless])).toBe('');
  });
});
