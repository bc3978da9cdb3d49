import type { EnrolmentChange, EnrolmentNews } from '@/common/domain/enrolment';
import { ADMISSIONS, type Admission } from '@/common/domain/node';
import type { Database } from '../db/database';
import type { Bus, LiveEventOf } from '../live/bus';

export interface WatchDeps {
  readonly database: Database;
  readonly bus: Bus;
}

/** Of one token, of one node, or of all. */
export interface WantedNews {
  readonly tokenId?: string | undefined;
  readonly nodeId?: string | undefined;
}

const KNOWN_MAX = 500;

/**
 * Who comes to the door from now on, and what becomes of it. Of a token it begins with how those
 * stand that came with it before, and says so again when news may have been missed: whoever made a
 * join string waits for its machine, however often the connection breaks.
 */
export async function* watchEnrolment(
  { database, bus }: WatchDeps,
  { tokenId, nodeId }: WantedNews,
  signal: AbortSignal | undefined,
): AsyncIterable<EnrolmentNews> {
  const soFar = async () => (tokenId === undefined ? [] : await cameWith(database, tokenId));
  using arriving = bus.follow(['enrolment', 'resync'], signal);
  yield* await soFar();
  for await (const events of arriving) {
    for (const event of events) {
      if (event.kind === 'resync') yield* await soFar();
      else if (isWanted(event, { tokenId, nodeId })) yield newsOf(event);
    }
  }
}

function isWanted(event: LiveEventOf<'enrolment'>, { tokenId, nodeId }: WantedNews): boolean {
  if (tokenId !== undefined && event.tokenId !== tokenId) return false;
  return nodeId === undefined || event.nodeId === nodeId;
}

function newsOf({ what: kind, nodeId, name, tokenId }: LiveEventOf<'enrolment'>): EnrolmentNews {
  return { kind, nodeId, name, tokenId };
}

async function cameWith({ prisma }: Database, tokenId: string): Promise<EnrolmentNews[]> {
  const nodes = await prisma.node.findMany({
    where: { enrolmentTokenId: tokenId },
    orderBy: [{ enrolledAt: 'asc' }, { id: 'asc' }],
    take: KNOWN_MAX,
  });
  return nodes.map(({ id, name, admission }) => ({
    kind: NOW[ADMISSIONS.find((one) => one === admission) ?? 'revoked'],
    nodeId: id,
    name,
    tokenId,
  }));
}

const NOW: Readonly<Record<Admission, EnrolmentChange>> = {
  active: 'enrolled',
  pending: 'pending',
  quarantined: 'quarantined',
  revoked: 'revoked',
};
