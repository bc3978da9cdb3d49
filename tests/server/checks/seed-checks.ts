import type { CheckState } from '@/common/domain/check';
import { rankOf } from '@/common/domain/check-counts';
import type { CheckCard } from '@/common/domain/check-told';
import type { PackCard } from '@/common/domain/pack-told';
import { refreshCheckCounts } from '@/server/checks/refresh-counts';
import type { Database } from '@/server/db/database';

/** What a test says of a check of a node; the rest is of one that is well. */
export interface TestCheck {
  readonly nodeId: string;
  readonly check: string;
  readonly state?: CheckState;
  readonly sinceMs?: number;
  readonly applies?: boolean;
  readonly output?: string;
  readonly explanation?: object;
}

/** Checks as ingest leaves them behind. */
export async function addChecks(database: Database, checks: readonly TestCheck[]): Promise<void> {
  await database.prisma.nodeCheck.createMany({
    data: checks.map(({ nodeId, check, state = 'ok', sinceMs = 0, applies = true, ...rest }) => ({
      nodeId,
      check,
      pack: check.split('.', 1)[0] ?? '',
      state,
      rank: rankOf(state),
      since: new Date(sinceMs),
      applies,
      reason: applies ? '' : 'not for this machine',
      output: rest.output ?? '',
      isFlapping: false,
      changePercent: 0,
      epoch: 'run',
      sequence: 1n,
      ...(rest.explanation === undefined ? {} : { explanation: rest.explanation }),
    })),
  });
  await refreshCheckCounts(database, [...new Set(checks.map(({ nodeId }) => nodeId))]);
}

export async function addDocument(
  database: Database,
  nodeId: string,
  kind: 'check' | 'pack',
  card: CheckCard | PackCard,
): Promise<void> {
  const key = 'id' in card ? card.id : card.name;
  const json = structuredClone(card) as object;
  const place = { at: new Date(0), epoch: 'run', sequence: 1n };
  await database.prisma.nodeDocument.create({ data: { nodeId, kind, key, json, ...place } });
}

export function cardOf(id: string, change: Partial<CheckCard> = {}): CheckCard {
  const [pack = '', name = ''] = id.split('.');
  return {
    id,
    name,
    pack,
    level: 'core',
    path: `/packs/${pack}/checks/${name}.yaml`,
    hides: [],
    summary: `The check ${name}`,
    way: 'evaluated',
    group: '',
    expressions: [
      { key: 'critical_if', text: '{{collector.memory.used}} > {{parameters.memory_critical}}' },
    ],
    command: [],
    intervalMs: 30_000,
    attempts: 3,
    forMs: 0,
    expectEveryMs: null,
    ...change,
  };
}
