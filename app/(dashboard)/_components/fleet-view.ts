import { CHECK_STATUS } from '@/app/_components/ui/check-status';
import { nodeStatusKind } from '@/app/_components/ui/node-status';
import type { StatusKind } from '@/app/_components/ui/status';
import { isProblem } from '@/common/domain/check';
import { CHECK_STATES_BY_RANK, worstOf } from '@/common/domain/check-counts';
import {
  NODE_STANDINGS,
  type NodeCounts,
  type NodeRow,
  type NodeVitals,
  nodeStanding,
} from '@/common/domain/node';
import { formatBytes, formatPercent, NOT_KNOWN } from '@/common/format';

/** How much of each node there is room for. */
export type FleetDensity = 'cards' | 'tiles' | 'cells';

const CARDS_MAX = 6;
const TILES_MAX = 48;

export function fleetDensity(nodes: number): FleetDensity {
  if (nodes <= CARDS_MAX) return 'cards';
  return nodes <= TILES_MAX ? 'tiles' : 'cells';
}

/** The state of a node as one shape: whether it is let in, silence, its checks, what it says of itself. */
export function nodeKind(node: NodeRow, nowMs: number): StatusKind {
  const kind = nodeStatusKind(node, nowMs);
  if (kind !== 'ok') return kind;
  const worst = worstOf(node.checks) ?? 'ok';
  if (isProblem(worst)) return CHECK_STATUS[worst].kind;
  return node.collectorsFailing > 0 ? 'warning' : kind;
}

export interface FleetGroup {
  readonly name: string;
  readonly nodes: readonly NodeRow[];
}

/** Every group with its nodes, by name; a node stands in each of its groups, those in none last. */
export function byGroup(nodes: readonly NodeRow[]): FleetGroup[] {
  const groups = new Map<string, NodeRow[]>();
  const alone: NodeRow[] = [];
  for (const node of nodes) {
    if (node.groups.length === 0) alone.push(node);
    for (const name of node.groups) {
      const members = groups.get(name) ?? [];
      members.push(node);
      groups.set(name, members);
    }
  }
  const named = [...groups].map(([name, members]) => ({ name, nodes: members }));
  named.sort((a, b) => a.name.localeCompare(b.name));
  return alone.length === 0 ? named : [...named, { name: 'in no group', nodes: alone }];
}

/** Each node once, as it stands: one that is not let in is neither up nor silent. */
export function countStandings(nodes: readonly NodeRow[], nowMs: number): NodeCounts {
  const standings = nodes.map((node) => nodeStanding(node, nowMs));
  const counts = NODE_STANDINGS.map((one) => [one, standings.filter((of) => of === one).length]);
  return Object.fromEntries(counts) as NodeCounts;
}

/** The vitals in words, for those who do not see the bars: `CPU 12%, memory 45%, disk 71%`. */
export function vitalsInWords({ vitals }: NodeRow): string {
  const said = [
    ['CPU', vitals.cpuPercent],
    ['memory', vitals.memoryPercent],
    ['disk', vitals.diskPercent],
  ] as const;
  return said.map(([name, percent]) => `${name} ${percentOrUnknown(percent)}`).join(', ');
}

/**
 * What stands beside the share of a disk: `29.7 GiB used`. Not "of the size": the share is of what
 * programs may use, as df counts it, and the file system keeps a part for itself.
 */
export function diskInWords({ diskUsedBytes, diskTotalBytes }: NodeVitals): string {
  if (diskUsedBytes !== null) return `${formatBytes(diskUsedBytes)} used`;
  return diskTotalBytes === null ? '' : `of ${formatBytes(diskTotalBytes)}`;
}

/** `1 critical, 2 warning, 17 OK`; empty where there is no check. */
export function checksInWords({ checks }: Pick<NodeRow, 'checks'>): string {
  return CHECK_STATES_BY_RANK.filter((state) => checks[state] > 0)
    .map(
      (state) => `${checks[state]} ${CHECK_STATUS[state].word.replace(/^[A-Z](?=[a-z])/, lower)}`,
    )
    .join(', ');
}

const lower = (letter: string) => letter.toLowerCase();

export function percentOrUnknown(percent: number | null): string {
  return percent === null ? NOT_KNOWN : formatPercent(percent);
}
