import type { Admission } from '@/common/domain/node';
import { newPublicKey, type TestServer } from '../../support/test-server';

/** What a test says of a node; the rest is as of one that was just enrolled. */
export interface TestNode {
  readonly id: string;
  readonly hostname?: string;
  readonly name?: string;
  readonly os?: string;
  readonly groups?: readonly string[];
  /** What it told of itself, beside those that people gave. */
  readonly detected?: readonly string[];
  readonly agentVersion?: string;
  /** Age of the last report; none for a node that never reported. */
  readonly ageMs?: number;
  /** How long ago it was let in, or shut out; just now unless it is told. */
  readonly admittedMs?: number;
  readonly admission?: Admission;
  readonly cpuPercent?: number;
  readonly memoryPercent?: number;
  readonly diskPercent?: number;
  readonly load1?: number;
  readonly collectorsFailing?: number;
}

export async function addNodes(
  { database }: TestServer,
  nodes: readonly TestNode[],
  nowMs: number,
): Promise<void> {
  await database.prisma.node.createMany({
    data: nodes.map(({ ageMs, admittedMs = 0, groups = [], detected = [], ...node }) => {
      const hostname = node.hostname ?? node.id;
      const name = node.name ?? hostname;
      const seen = ageMs === undefined ? {} : { lastReportAt: new Date(nowMs - ageMs) };
      const admissionAt = new Date(nowMs - admittedMs);
      const publicKey = newPublicKey();
      const inGroups = { groups: [...groups], memberOf: [...groups, ...detected].sort() };
      return { ...node, ...seen, hostname, name, ...inGroups, publicKey, admissionAt };
    }),
  });
}
