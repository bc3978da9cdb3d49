import { z } from 'zod';
import { moment } from './moment';
import { machineText } from './text';

/** What an agent tells of itself; the server adds what it sees and what people do. */
const AGENT_EVENT_KINDS = [
  'agent-started',
  'agent-stopped',
  'collector-state',
  'desired-state-applied',
  'samples-lost',
  'clock-jumped',
] as const;

const TIMELINE_KINDS = [
  ...AGENT_EVENT_KINDS,
  'check-state',
  'group-added',
  'group-removed',
  'member-joined',
  'member-died',
  'member-returned',
  'member-left',
  'member-twice',
  'member-changed',
  'node-enrolled',
  'node-pending',
  'node-approved',
  'node-refused',
  'node-quarantined',
  'node-settled',
  'node-revoked',
  'node-removed',
  'node-key-rotated',
  'server-key-rotated',
  'node-returned',
  'node-silent',
  'node-edited',
  'node-clock',
  'user-created',
  'user-signed-in',
  'user-edited',
  'token-created',
  'token-revoked',
  'server-started',
  'server-restored',
] as const;

export type TimelineKind = (typeof TIMELINE_KINDS)[number];

/** Joins, deaths, leaves: what members of the cluster saw of one another. */
export function isOfCluster(kind: TimelineKind): boolean {
  return kind.startsWith('member-');
}

export const agentEvent = z.strictObject({
  kind: z.enum(AGENT_EVENT_KINDS),
  atMs: moment,
  /** What follows the node's name on the timeline: lower-case, no full stop. */
  text: machineText(1_024, 1),
});

export type AgentEvent = z.infer<typeof agentEvent>;

/** One thing that happened, as pages show it. */
export interface TimelineEntry {
  readonly id: string;
  readonly atMs: number;
  readonly kind: TimelineKind;
  readonly nodeId: string | null;
  readonly nodeName: string | null;
  /** Who did it: a person's name, or `agent`, or `server`. */
  readonly actor: string;
  readonly text: string;
}
