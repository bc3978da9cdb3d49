import type { MemberState } from '@/common/domain/member';
import type { MembersSeen } from '@/common/domain/membership-told';
import type {
  Disagreement,
  TopologyNode,
  ZonePartition,
  ZoneView,
} from '@/common/domain/membership-view';

/** What an agent answered, or why it did not. */
export type Answered =
  | { readonly is: 'list'; readonly list: MembersSeen }
  | { readonly is: 'none'; readonly problem: string };

export interface DigestGroup {
  readonly digest: string;
  readonly nodes: readonly TopologyNode[];
}

export interface AskedView {
  readonly group: DigestGroup;
  readonly asked: TopologyNode;
  readonly answer: Answered;
}

export const NODES_SHOWN = 50;
const DISAGREEMENTS_MAX = 200;

/** Nodes by what they see, the largest group first. */
export function digestGroups(nodes: readonly TopologyNode[]): DigestGroup[] {
  const byDigest = new Map<string, TopologyNode[]>();
  for (const node of nodes) {
    if (node.digest === '') continue;
    const others = byDigest.get(node.digest) ?? [];
    others.push(node);
    byDigest.set(node.digest, others);
  }
  return [...byDigest]
    .map(([digest, members]) => ({ digest, nodes: members }))
    .sort((a, b) => b.nodes.length - a.nodes.length || (a.digest < b.digest ? -1 : 1));
}

type Compared = Pick<ZonePartition, 'zone' | 'views' | 'disagreements' | 'disagreementCount'>;

/** Who sees whom differently, by what one of each group answered. */
export function compareViews(zone: string, asked: readonly AskedView[]): Compared {
  const lists = asked.map(({ answer }) => (answer.is === 'list' ? statesOf(answer.list) : null));
  const names = new Map<string, string>();
  for (const { answer } of asked) {
    if (answer.is === 'list') for (const { id, name } of answer.list.members) names.set(id, name);
  }
  const all = [...names].flatMap(([id, name]): Disagreement[] => {
    const states = lists.map((states) => states?.get(id) ?? null);
    return isDisputed(states, lists) ? [{ id, name, states }] : [];
  });
  all.sort((a, b) => a.name.localeCompare(b.name));
  return {
    zone,
    views: asked.map(viewOf),
    disagreements: all.slice(0, DISAGREEMENTS_MAX),
    disagreementCount: all.length,
  };
}

type States = ReadonlyMap<string, MemberState>;

function statesOf({ members }: MembersSeen): States {
  return new Map(members.map(({ id, state }) => [id, state]));
}

/** Whoever did not answer has no opinion. */
function isDisputed(
  states: readonly (MemberState | null)[],
  lists: readonly (States | null)[],
): boolean {
  return new Set(states.filter((_, view) => lists[view] !== null)).size > 1;
}

function viewOf({ group, asked, answer }: AskedView): ZoneView {
  return {
    digest: group.digest,
    nodes: group.nodes.slice(0, NODES_SHOWN).map(({ id, name }) => ({ id, name })),
    nodeCount: group.nodes.length,
    asked: { id: asked.id, name: asked.name },
    problem: answer.is === 'none' ? answer.problem : '',
  };
}
