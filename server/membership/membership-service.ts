import type { Clock } from '@/common/clock';
import { type MembersSeen, membersSeen } from '@/common/domain/membership-told';
import type {
  MemberEventView,
  MemberList,
  MembershipEvidence,
  Topology,
  TopologyNode,
  ZonePartition,
} from '@/common/domain/membership-view';
import { nodeStanding, STALE_AFTER_MS } from '@/common/domain/node';
import { AppError } from '@/common/errors';
import type { Database } from '../db/database';
import type { Bus } from '../live/bus';
import { changedNodes } from '../live/changed-nodes';
import type { QuestionService } from '../questions/question-service';
import {
  type Answered,
  type AskedView,
  compareViews,
  type DigestGroup,
  digestGroups,
  NODES_SHOWN,
} from './compare-views';
import { evidenceOf } from './evidence';
import { listMemberEvents } from './member-event-list';
import { createMembershipStore, type MembershipStore } from './membership-store';
import { shownEdges } from './shown-edges';

export interface MembershipServiceDeps {
  readonly database: Database;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly ask: QuestionService['ask'];
}

export type MembershipService = ReturnType<typeof createMembershipService>;

/** Views of a zone that are compared at once. */
const VIEWS_MAX = 8;
const ASK_MS = 5_000;

/** What people may know of the cluster. */
export function createMembershipService(deps: MembershipServiceDeps) {
  const store = createMembershipStore(deps.database);
  const reads = membershipReads(deps, store);
  const questions = membershipQuestions(deps, store);
  return {
    ...reads,
    ...questions,
    /** Nodes that told something of the cluster; of those given, or of all. */
    watch: changedNodes(deps, 'members'),
  };
}

/** What only agents can say. */
function membershipQuestions({ clock, ask }: MembershipServiceDeps, store: MembershipStore) {
  /** @throws {AppError} as the agent refuses, or UNREACHABLE */
  async function listOf(nodeId: string): Promise<MembersSeen> {
    const answer = membersSeen.safeParse(
      await ask(nodeId, { ask: 'members' }, { timeoutMs: ASK_MS }),
    );
    if (answer.success) return answer.data;
    const text = 'The agent of the node answered something that this server does not understand.';
    throw new AppError('UNREACHABLE', text);
  }

  async function answerOf(nodeId: string): Promise<Answered> {
    try {
      return { is: 'list', list: await listOf(nodeId) };
    } catch (error) {
      if (!AppError.is(error)) throw error;
      return { is: 'none', problem: error.message };
    }
  }

  /** One answers for all of its group. */
  async function askOne(group: DigestGroup): Promise<AskedView | undefined> {
    const [asked] = group.nodes;
    if (asked === undefined) return undefined;
    return { group, asked, answer: await answerOf(asked.id) };
  }

  return {
    /**
     * An agent's own list, asked for now.
     * @throws {AppError} NOT_FOUND, UNREACHABLE, CONFLICT for one that does not gossip
     */
    async list(nodeId: string): Promise<MemberList> {
      return { ...(await listOf(nodeId)), askedMs: clock.wallMs() };
    },

    /** Whether the agents of a zone see the same; one of each view is asked for its list. */
    async partition(zone: string): Promise<ZonePartition> {
      const nowMs = clock.wallMs();
      const members = (await store.nodes()).filter((node) => node.zone === zone);
      const reports = (node: TopologyNode) => nodeStanding(node, nowMs) === 'live';
      const silent = members.filter((node) => node.digest !== '' && !reports(node));
      const groups = digestGroups(members.filter(reports));
      const asked = await Promise.all(groups.slice(0, VIEWS_MAX).map(askOne));
      const views = asked.filter((view) => view !== undefined);
      return {
        ...compareViews(zone, views),
        silent: silent.slice(0, NODES_SHOWN).map(({ id, name }) => ({ id, name })),
        silentCount: silent.length,
        viewsLeftOut: Math.max(0, groups.length - VIEWS_MAX),
        askedMs: clock.wallMs(),
      };
    },
  };
}

/** What stands in the database. */
function membershipReads({ database, clock }: MembershipServiceDeps, store: MembershipStore) {
  return {
    async topology(): Promise<Topology> {
      const [nodes, measured] = await Promise.all([store.nodes(), store.edges()]);
      return { nodes, edges: shownEdges(nodes, measured) };
    },

    /** Why a node is taken to be as it is; empty for one of which nobody says anything. */
    async evidence(nodeId: string): Promise<MembershipEvidence> {
      const staleBefore = new Date(clock.wallMs() - STALE_AFTER_MS);
      const [own, doubters, reachers] = await Promise.all([
        store.own(nodeId),
        store.doubters(nodeId, staleBefore),
        store.reachers(nodeId),
      ]);
      const { evidence, mentioned } = evidenceOf({ nodeId, own, doubters, reachers });
      return { ...evidence, names: await store.namesOf(mentioned) };
    },

    /** What happened, newest first. */
    history: (wanted: HistoryQuery): Promise<readonly MemberEventView[]> =>
      listMemberEvents(database, wanted),
  };
}

export interface HistoryQuery {
  readonly nodeId?: string | undefined;
  /** The last that is shown already. */
  readonly before?: string | undefined;
  readonly limit: number;
}
