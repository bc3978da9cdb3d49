import { goneMember, type MembershipOn } from '@/common/domain/membership-told';
import type { MembershipEvidence, Reached, Witness } from '@/common/domain/membership-view';

export interface EvidenceRow {
  readonly id: string;
  readonly name: string;
  readonly at: Date;
  readonly reports: boolean;
  /** A `GoneMember`, as it was taken. */
  readonly told: unknown;
}

export interface ReachedRow {
  readonly id: string;
  readonly name: string;
  readonly ms: number;
  readonly at: Date;
}

interface Found {
  readonly nodeId: string;
  readonly own: { readonly told: MembershipOn; readonly toldMs: number } | undefined;
  readonly doubters: readonly EvidenceRow[];
  readonly reachers: readonly ReachedRow[];
}

const WITNESSES_MAX = 50;
const REACHED_MAX = 20;

/** Puts together what peers said of a node. */
export function evidenceOf({ nodeId, own, doubters, reachers }: Found) {
  const heldBy = doubters.flatMap(witnessOf);
  const shown = heldBy.slice(0, WITNESSES_MAX);
  const mentioned = shown.flatMap(({ accusations }) =>
    accusations.flatMap(({ accuser, helpers }) => [accuser, ...helpers]),
  );
  const evidence: Omit<MembershipEvidence, 'names'> = {
    nodeId,
    own: own === undefined ? null : { ...ownPart(own.told), toldMs: own.toldMs },
    heldBy: shown,
    heldByCount: heldBy.length,
    reachedBy: reachers.slice(0, REACHED_MAX).map(reachedOf),
    reachedByCount: reachers.length,
  };
  return { evidence, mentioned };
}

function witnessOf({ id, name, at, reports, told }: EvidenceRow): Witness[] {
  const read = goneMember.safeParse(told);
  if (!read.success) return [];
  const { state, sinceMs, accusations } = read.data;
  return [{ nodeId: id, name, toldMs: at.getTime(), reports, state, sinceMs, accusations }];
}

function reachedOf({ id, name, ms, at }: ReachedRow): Reached {
  return { nodeId: id, name, ms, toldMs: at.getTime() };
}

function ownPart({ zone, isRelay, incarnation, addresses, counts }: MembershipOn) {
  return { zone, isRelay, incarnation, addresses, counts };
}
