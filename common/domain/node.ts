import type { CheckCounts } from './check-counts';
import type { CheckProblem } from './check-view';
import type { FactValue } from './fact';
import type { PeerVerdict } from './peer-verdict';

/**
 * The one rule for "is it up", for every page, alert and command, by the age of the last report and
 * by what its peers hold: see `nodeState`.
 */
const NODE_STATES = ['live', 'down', 'unreporting', 'stale', 'left', 'pending'] as const;
export type NodeState = (typeof NODE_STATES)[number];

/** An agent reports at least this often, if only to say that it is there. */
export const REPORT_INTERVAL_MS = 10_000;
export const STALE_AFTER_MS = 3 * REPORT_INTERVAL_MS;

/** A clock that is further off than this asks for a person. */
export const CLOCK_SKEW_MS_MAX = 30_000;

/**
 * `down` and `left`: its peers hold it so, it did not answer the server either, and has not reported
 * since; known seconds after it happened. `live`: reported within three intervals. After that
 * `unreporting` while peers that report reach it, else `stale`. `pending`: has never reported.
 */
export function nodeState({ lastReportMs, peers }: UpSigns, nowMs: number): NodeState {
  if (lastReportMs === null) return 'pending';
  const isGone = (peers?.confirmedMs ?? Number.NEGATIVE_INFINITY) >= lastReportMs;
  if (isGone && peers?.state === 'dead') return 'down';
  if (isGone && peers?.state === 'left') return 'left';
  if (nowMs - lastReportMs <= STALE_AFTER_MS) return 'live';
  return peers?.state === 'alive' ? 'unreporting' : 'stale';
}

/** What decides whether a node is up. */
type UpSigns = Pick<NodeRow, 'lastReportMs' | 'peers'>;

/** The few numbers that are shown wherever a node is; `null` is "not known", never zero. */
export interface NodeVitals {
  readonly cpuPercent: number | null;
  readonly memoryPercent: number | null;
  readonly memoryTotalBytes: number | null;
  /** The fullest file system. */
  readonly diskPercent: number | null;
  readonly diskTotalBytes: number | null;
  readonly diskUsedBytes: number | null;
  readonly diskMount: string | null;
  readonly load1: number | null;
  readonly cpuCount: number | null;
  readonly uptimeSeconds: number | null;
}

/**
 * Whether a node is let in: `pending` until somebody approves, `quarantined` while its identity is
 * in use twice, `revoked` when it was shut out.
 */
export const ADMISSIONS = ['active', 'pending', 'quarantined', 'revoked'] as const;
export type Admission = (typeof ADMISSIONS)[number];

/**
 * What a node is counted and shown as: whether it is let in comes first, since of one that is not
 * nothing is expected. `waiting` is a node that nobody has approved yet.
 */
export const NODE_STANDINGS = [...NODE_STATES, 'waiting', 'quarantined', 'revoked'] as const;
export type NodeStanding = (typeof NODE_STANDINGS)[number];

/** What decides how a node stands. */
export type NodeSigns = Pick<NodeRow, 'admission' | 'lastReportMs' | 'peers'>;

export function nodeStanding(signs: NodeSigns, nowMs: number): NodeStanding {
  const { admission } = signs;
  if (admission === 'active') return nodeState(signs, nowMs);
  return admission === 'pending' ? 'waiting' : admission;
}

/** Groups of a node in the order in which people know them: those that they gave come first. */
export function groupsInOrder({
  groups,
  memberOf,
}: Pick<NodeRow, 'groups' | 'memberOf'>): readonly string[] {
  return [...groups, ...memberOf.filter((group) => !groups.includes(group))];
}

export type NodeCounts = Readonly<Record<NodeStanding, number>>;

/** A node as a row of the table and a cell of the fleet. */
export interface NodeRow {
  readonly id: string;
  readonly admission: Admission;
  /**
   * What people call it: the display name where one was given, else what the agent's configuration
   * calls it, else the host name.
   */
  readonly name: string;
  readonly hostname: string;
  /** Those that people gave it. */
  readonly groups: readonly string[];
  /** Every group that it is in: also those of its own configuration, and those it detected. */
  readonly memberOf: readonly string[];
  readonly lastReportMs: number | null;
  /** What its peers hold of it, where that counts; null while it reports and none doubts it. */
  readonly peers: PeerVerdict | null;
  readonly vitals: NodeVitals;
  /** `Debian GNU/Linux 12`; null until the agent has told. */
  readonly os: string | null;
  readonly agentVersion: string;
  /** Collectors in error or missing their configuration. */
  readonly collectorsFailing: number;
  /** Those that apply to it, as they stood when it was last heard. */
  readonly checks: CheckCounts;
  /** Agent's clock minus server's, at the last session; null before the first. */
  readonly clockSkewMs: number | null;
}

export interface NodeDetail extends NodeRow {
  readonly displayName: string;
  readonly kernel: string | null;
  readonly architecture: string | null;
  readonly addresses: readonly string[];
  readonly enrolledMs: number;
  readonly collectorIntervalsMs: Readonly<Record<string, number>>;
  readonly desiredRevision: number;
  readonly appliedRevision: number;
  /** Why it is not let in; empty for one that is. */
  readonly admissionReason: string;
  readonly zone: string;
  readonly lastAddress: string;
  /** The relay through which it reports; null for one that does so by itself. */
  readonly through: { readonly nodeId: string; readonly name: string } | null;
  readonly machineId: string;
  readonly bootId: string;
  /** Those who show its identity, while that is in doubt. */
  readonly claimants: readonly NodeClaimant[];
  /** What the token of its enrolment was for; empty for the node of `npm start`. */
  readonly enrolledBy: string;
  readonly keyRotation: 'none' | 'asked';
}

/** One of those who showed the same identity. */
export interface NodeClaimant {
  readonly id: string;
  readonly address: string;
  readonly hostname: string;
  readonly machineId: string;
  readonly bootId: string;
  readonly sinceMs: number;
  readonly lastSeenMs: number;
  /** Another one was chosen. */
  readonly isRejected: boolean;
}

/** A collector of one node with everything that it last gave. */
export interface CollectorView {
  readonly collector: string;
  readonly pack: string;
  readonly summary: string;
  readonly state: 'pending' | 'ok' | 'error' | 'not-eligible' | 'missing-configuration';
  readonly reason: string;
  readonly fix: string;
  readonly sinceMs: number;
  readonly intervalMs: number;
  readonly lastRunMs: number | null;
  readonly durationMs: number;
  readonly durationMsMean: number;
  readonly runs: number;
  readonly failures: number;
  readonly seriesCount: number;
  readonly facts: FactValue;
}

export const NODE_SORTS = [
  'name',
  'state',
  'checks',
  'cpu',
  'memory',
  'disk',
  'load',
  'version',
  'age',
] as const;

export interface NodePage {
  readonly rows: readonly NodeRow[];
  /** Nodes that match, over all pages. */
  readonly total: number;
  /** Over the whole fleet, whatever the filter says. */
  readonly counts: NodeCounts;
}

/** What a person who opens the dashboard should see first. */
export interface Overview {
  /** Sorted by name; at most 2,000. */
  readonly nodes: readonly NodeRow[];
  readonly counts: NodeCounts;
  /** What is wrong by checks, of nodes that report; worst first, at most 50. */
  readonly problems: readonly CheckProblem[];
  /** What asks for a person: silent nodes, checks, failing collectors; worst first. */
  readonly attention: readonly Attention[];
}

export interface Attention {
  readonly kind:
    | 'node-quarantined'
    | 'node-pending'
    | 'node-down'
    | 'node-stale'
    | 'node-unreporting'
    | 'check-critical'
    | 'check-warning'
    | 'check-unknown'
    | 'clock-skew'
    | 'collectors-failing';
  /** Of a check that is wrong on several nodes, one of them. */
  readonly nodeId: string;
  readonly nodeName: string;
  /** One sentence, without the node's name. */
  readonly text: string;
  readonly sinceMs: number | null;
  /** `linux.memory`; null where it is not about one. */
  readonly check: string | null;
  /** How many nodes it is about. */
  readonly nodes: number;
}

export interface NodeEdit {
  readonly nodeId: string;
  readonly displayName: string;
  readonly groups: readonly string[];
  readonly collectorIntervalsMs: Readonly<Record<string, number>>;
}
