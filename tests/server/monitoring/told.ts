import type { CheckHistoryEntry } from '@/common/domain/check-report';
import type { CheckCard, CheckStanding } from '@/common/domain/check-told';
import type { GroupMembership } from '@/common/domain/detection';
import type { NodeDocument } from '@/common/domain/node-document';

export function cardOf(id: string, change: Partial<CheckCard> = {}): CheckCard {
  const [pack = '', name = ''] = id.split('.');
  return {
    id,
    name,
    pack,
    level: 'core',
    path: `/packs/${pack}/checks/${name}.yaml`,
    hides: [],
    summary: 'A check of a test.',
    way: 'evaluated',
    group: '',
    expressions: [{ key: 'critical_if', text: '{{collector.a.b}} > 1' }],
    command: [],
    intervalMs: 10_000,
    attempts: 1,
    forMs: 0,
    expectEveryMs: null,
    ...change,
  };
}

export function standingOf(check: string, change: Partial<CheckStanding> = {}): CheckStanding {
  return {
    check,
    state: 'ok',
    sinceMs: 1_000,
    applies: true,
    reason: '',
    output: 'all is well',
    isFlapping: false,
    changePercent: 0,
    soft: null,
    lastResultMs: 2_000,
    durationMs: 0.5,
    explanationJson: '',
    ...change,
  };
}

export function checkDocument(id: string, change: Partial<CheckCard> = {}): NodeDocument {
  return { kind: 'check', key: id, json: JSON.stringify(cardOf(id, change)) };
}

export function keysOf(kind: NodeDocument['kind'], keys: readonly string[]): NodeDocument {
  return { kind, key: '*', json: JSON.stringify(keys) };
}

export function groupsDocument(
  ...memberships: readonly (Partial<GroupMembership> & { readonly group: string })[]
): NodeDocument {
  const whole = memberships.map((one) => {
    return { source: 'detected', detector: '', sinceMs: 1_000, ...one };
  });
  return { kind: 'groups', key: '', json: JSON.stringify({ memberships: whole }) };
}

type Change = Extract<CheckHistoryEntry, { readonly kind: 'state' }>;

export function changeOf(
  check: string,
  from: Change['from'],
  to: Change['to'],
  output = '',
): CheckHistoryEntry {
  return { check, kind: 'state', from, to, atMs: 5_000, output };
}
