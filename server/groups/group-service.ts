import type { GroupList, GroupName, GroupPage, GroupSetCount } from '@/common/domain/group-view';
import { readGroupSet } from '@/common/group-set/read-group-set';
import type { Database } from '../db/database';
import type { TimelineStore } from '../timeline/timeline-store';
import { detectorsOf } from './group-detectors';
import type { GroupStore } from './group-store';

export interface GroupServiceDeps {
  readonly database: Database;
  readonly groups: GroupStore;
  readonly entries: Pick<TimelineStore, 'ofGroup'>;
}

export type GroupService = ReturnType<typeof createGroupService>;

const CHANGES_SHOWN = 30;

/** Which groups there are, who is in them, and why. */
export function createGroupService({ database, groups, entries }: GroupServiceDeps) {
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
  };
}
