import { countsOf } from '@/common/domain/check-counts';
import { MEMBER_STATES } from '@/common/domain/member';
import { ADMISSIONS, type NodeDetail, type NodeRow, type NodeSigns } from '@/common/domain/node';
import type { NodeModel } from '../db/generated/models';
import { claimantsOf, shownClaimant } from '../ingest/claimants';

/** What the table and the fleet show, from what the database holds. */
export function nodeRow(node: NodeModel): NodeRow {
  return {
    id: node.id,
    ...signsOf(node),
    name: node.name,
    hostname: node.hostname,
    groups: node.groups,
    memberOf: node.memberOf,
    os: node.os,
    agentVersion: node.agentVersion,
    collectorsFailing: node.collectorsFailing,
    checks: countsOf(node.checkCounts),
    clockSkewMs: node.clockSkewMs,
    vitals: {
      cpuPercent: node.cpuPercent,
      memoryPercent: node.memoryPercent,
      memoryTotalBytes: node.memoryTotalBytes,
      diskPercent: node.diskPercent,
      diskTotalBytes: node.diskTotalBytes,
      diskUsedBytes: node.diskUsedBytes,
      diskMount: node.diskMount,
      load1: node.load1,
      cpuCount: node.cpuCount,
      uptimeSeconds: node.uptimeSeconds,
    },
  };
}

/** By what a page tells how a node stands. */
export function signsOf({
  admission,
  lastReportAt,
  peerState,
  peerConfirmedAt,
}: StoredSigns): NodeSigns {
  const state = MEMBER_STATES.find((one) => one === peerState);
  const confirmedMs = peerConfirmedAt?.getTime() ?? null;
  return {
    admission: ADMISSIONS.find((one) => one === admission) ?? 'revoked',
    lastReportMs: lastReportAt?.getTime() ?? null,
    peers: state === undefined ? null : { state, confirmedMs },
  };
}

/** See `signColumns`. */
export type StoredSigns = Pick<
  NodeModel,
  'admission' | 'lastReportAt' | 'peerState' | 'peerConfirmedAt'
>;

/** What stands in other rows. */
export interface NodeSurroundings {
  /** The note of the token that it was enrolled with. */
  readonly enrolledBy: string;
  /** Of the relay through which it reports; empty for one that is not a node here. */
  readonly relayName: string;
}

const ALONE: NodeSurroundings = { enrolledBy: '', relayName: '' };

export function nodeDetail(
  node: NodeModel,
  { enrolledBy, relayName }: NodeSurroundings = ALONE,
): NodeDetail {
  return {
    ...nodeRow(node),
    displayName: node.displayName,
    kernel: node.kernel,
    architecture: node.architecture,
    addresses: node.addresses,
    enrolledMs: node.enrolledAt.getTime(),
    collectorIntervalsMs: intervalsOf(node),
    desiredRevision: node.desiredRevision,
    appliedRevision: node.appliedRevision,
    admissionReason: node.admissionReason,
    zone: node.zone,
    lastAddress: node.lastAddress,
    through: node.through === '' ? null : { nodeId: node.through, name: relayName || node.through },
    machineId: node.machineId,
    bootId: node.bootId,
    claimants: claimantsOf(node.claimants).map(shownClaimant),
    enrolledBy,
    keyRotation: node.rotateKeyAsked || node.nextPublicKey !== null ? 'asked' : 'none',
  };
}

/** The column is JSON; only what this program wrote into it is taken out of it. */
export function intervalsOf(node: NodeModel): Record<string, number> {
  const stored = node.collectorIntervals;
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return {};
  const numbers = Object.entries(stored).filter(([, value]) => typeof value === 'number');
  return Object.fromEntries(numbers) as Record<string, number>;
}
