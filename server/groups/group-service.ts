import type { Clock } from '@/common/clock';
import type { DetectorExplanation } from '@/common/domain/detection';
import type { GroupList, GroupName, GroupPage, GroupSetCount } from '@/common/domain/group-view';
import { readGroupSet } from '@/common/group-set/read-group-set';
import type { AskNode } from '../checks/check-questions';
import type { Database } from '../db/database';
import { toldAnswer } from '../lab/told-answer';
import type { Bus } from '../live/bus';
import { changedNodes } from '../live/changed-nodes';
import type { TimelineStore } from '../timeline/timeline-store';
import { readDetectorExplanation } from './detector-answer';
import { detectorsOf } from './group-detectors';
import type { GroupStore } from './group-store';

export interface GroupServiceDeps {
  readonly database: Database;
  readonly groups: GroupStore;
  readonly entries: Pick<TimelineStore, 'ofGroup'>;
  readonly ask: AskNode;
  readonly bus: Bus;
  readonly clock: Clock;
}

const CHANGES_SHOWN = 30;

/** Which groups there are, who is in them, and why. */
export function createGroupService(deps: GroupServiceDeps) {
  const { database, groups, entries, ask } = deps;
  return {
    list: (): Promise<GroupList> => groups.list(),

    names: (): Promise<GroupName[]> => groups.names(),

    /** A group that nobody is in has no members, and may still have had some. */
    async get(name: string, page: number): Promise<GroupPage> {
      const [counts, members, detectors, changes] = await Promise.all([
        groups.counts(name),
        groups.members(name, page),
        detectorsOf(database, name),
        entries.ofGroup(name, CHANGES_SHOWN),
      ]);
      return { name, ...counts, members, detectors, changes };
    },

    /** @throws {AppError} INVALID with the place in the text */
    count: async (expression: string): Promise<GroupSetCount> =>
      groups.count(readGroupSet(expression)),

    /** The nodes whose groups, detectors or roles changed. */
    watch: changedNodes(deps, 'groups'),

    /**
     * Why a detector of a node gives what it gives, evaluated there now.
     * @throws {AppError} whatever keeps the node from answering
     */
    async explain(nodeId: string, detector: string): Promise<DetectorExplanation> {
      const answer = await ask(nodeId, { ask: 'explain-detector', detector });
      return toldAnswer(answer, readDetectorExplanation);
    },
  };
}
