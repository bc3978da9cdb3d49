import { randomBytes, randomUUID } from 'node:crypto';
import type { CollectorStatus } from '@/common/domain/collector';
import { storable } from '@/common/domain/text';
import { systemClock } from '@/common/node/system-clock';
import { openAuditService } from '@/server/audit/audit-service';
import { openDatabase } from '@/server/db/open-database';
import { quietLog } from '../../support/test-database';

export interface HostileRows {
  readonly nodeIds: readonly string[];
}

/** Payloads that a node carries in all of its texts. */
const PER_NODE = 12;

/**
 * Puts texts wherever a machine or a person may have put them, past every check at the door: what
 * pages make of them must not depend on it. The server must not be running.
 * @param data the server's data directory
 */
export async function writeHostileRows(
  data: string,
  payloads: readonly string[],
): Promise<HostileRows> {
  const directory = `${data}/server`;
  const clock = systemClock;
  const log = quietLog;
  const database = await openDatabase({ directory: `${directory}/pg`, clock, log });
  const { prisma } = database;
  const texts = payloads.map(storable);
  const groups = texts.filter((_, at) => at % PER_NODE === 0);
  const nodeIds: string[] = [];
  for (const [at, first] of groups.entries()) {
    const own = texts.slice(at * PER_NODE, (at + 1) * PER_NODE);
    const id = `hostile-${at}`;
    nodeIds.push(id);
    const all = own.join(' ');
    await prisma.node.create({
      data: {
        ...{ id, publicKey: new Uint8Array(randomBytes(32)), hostname: first, name: all },
        ...{ displayName: all, groups: own, agentVersion: first, os: all, kernel: first },
        ...{ architecture: first, addresses: own, zone: first, machineId: first, bootId: first },
        ...{ lastAddress: first, admissionReason: all, diskMount: first, lastReportAt: new Date() },
        ...{ cpuPercent: 50, memoryPercent: 50, diskPercent: 99, collectorsFailing: 1 },
        admission: at % 4 === 1 ? 'quarantined' : at % 4 === 2 ? 'pending' : 'active',
        enrolmentFacts: { os: all, hostname: all, addresses: own },
        collectors: {
          create: own.map((text, index) => ({
            ...{
              collector: `c${index}`,
              state: 'error',
              statusAt: new Date(),
              factsAt: new Date(),
            },
            facts: Object.fromEntries([
              ...own.map((key) => [key, [key, { [key]: key }]]),
              ['x', text],
            ]),
            status: failing(`c${index}`, text),
          })),
        },
        timeline: {
          create: own.map((text) => ({ at: new Date(), kind: 'node-edited', actor: text, text })),
        },
        series: {
          create: own.map((text, index) => ({
            ...{ key: `${text}${index}`, metric: text, labels: { [text]: text }, path: text },
            ...{ unit: 'percent', kind: 'gauge', help: text },
          })),
        },
      },
    });
    await prisma.user.create({
      data: { id: randomUUID(), name: all, email: `${at}${first}@x`, updatedAt: new Date() },
    });
  }
  const person = await prisma.user.findFirstOrThrow({ where: { role: 'admin' } });
  const soon = new Date(Date.now() + 86_400_000);
  for (const text of texts) {
    await prisma.apiToken.create({
      data: {
        ...{ id: randomUUID(), name: text, secretHash: new Uint8Array(randomBytes(32)) },
        ...{ userId: person.id, scopes: [text], expiresAt: soon, lastAddress: text },
      },
    });
    await prisma.enrolmentToken.create({
      data: {
        ...{ id: randomUUID(), publicKey: new Uint8Array(randomBytes(32)), note: text },
        ...{ createdById: person.id, createdByName: text, expiresAt: soon, groups: [text] },
        zone: text,
      },
    });
  }
  const audit = await openAuditService({ database, clock, log, directory });
  for (const text of texts) {
    const by = { name: text, address: text };
    await audit.recordAlone({
      ...{ by, action: text, target: `node:${text}`, targetName: text },
      ...{ before: { [text]: text }, after: [text, { [text]: [text] }] },
    });
  }
  await audit.close();
  await database.close();
  return { nodeIds };
}

/** As long as a collector may say it. */
function failing(collector: string, text: string): CollectorStatus {
  const words = text.slice(0, 200);
  return {
    ...{ collector, pack: text.slice(0, 64), summary: words, state: 'error', reason: words },
    ...{ fix: words, sinceMs: 1, intervalMs: 10_000, lastRunMs: 1, durationMs: 1 },
    ...{ durationMsMean: 1, runs: 1, failures: 1, seriesCount: 1 },
  };
}
