import type { WaitingNode, WaitingNodes } from '@/common/domain/enrolment';
import type { Database } from '../db/database';
import type { NodeModel } from '../db/generated/models';
import { claimantsOf, shownClaimant } from '../ingest/claimants';

const SHOWN_MAX = 500;

/** Who stands at the door, the longest first. */
export async function waitingNodes({ prisma }: Database): Promise<WaitingNodes> {
  const nodes = await prisma.node.findMany({
    where: { admission: { in: ['pending', 'quarantined'] } },
    orderBy: [{ admissionAt: 'asc' }, { id: 'asc' }],
    take: SHOWN_MAX,
  });
  const tokenIds = nodes.map(({ enrolmentTokenId }) => enrolmentTokenId);
  const machineIds = nodes.map(({ machineId }) => machineId).filter((id) => id !== '');
  const [tokens, twins] = await Promise.all([
    prisma.enrolmentToken.findMany({ where: { id: { in: tokenIds } } }),
    prisma.node.findMany({ where: { machineId: { in: machineIds }, admission: 'active' } }),
  ]);
  const notes = new Map(tokens.map(({ id, note }) => [id, note]));
  const byMachine = new Map(twins.map((twin) => [twin.machineId, twin]));
  const view = (node: NodeModel): WaitingNode => {
    const twin = byMachine.get(node.machineId);
    return {
      nodeId: node.id,
      name: node.name,
      hostname: node.hostname,
      address: node.lastAddress,
      machineId: node.machineId,
      bootId: node.bootId,
      facts: factsOf(node),
      tokenNote: notes.get(node.enrolmentTokenId) ?? '',
      sinceMs: node.admissionAt.getTime(),
      reason: node.admissionReason,
      claimants: claimantsOf(node.claimants).map(shownClaimant),
      sameMachine: twin === undefined ? null : { nodeId: twin.id, name: twin.name },
    };
  };
  const of = (admission: string) => nodes.filter((node) => node.admission === admission).map(view);
  return { pending: of('pending'), quarantined: of('quarantined') };
}

/** The column is JSON that was checked when it was written. */
function factsOf({ enrolmentFacts }: NodeModel): Readonly<Record<string, unknown>> {
  const isObject = typeof enrolmentFacts === 'object' && enrolmentFacts !== null;
  return isObject && !Array.isArray(enrolmentFacts) ? enrolmentFacts : {};
}
