import type { Clock } from '@/common/clock';
import type { AskNode } from '../checks/check-questions';
import { createCheckService } from '../checks/check-service';
import type { CheckStore } from '../checks/check-store';
import { createConfigurationService } from '../configuration/configuration-service';
import type { Database } from '../db/database';
import { createGroupService } from '../groups/group-service';
import { createGroupStore } from '../groups/group-store';
import { createLabService } from '../lab/lab-service';
import type { Bus } from '../live/bus';
import { createRoleService } from '../roles/role-service';
import { createRoleStore } from '../roles/role-store';
import { createSearchService } from '../search/search-service';
import { createSearchStore } from '../search/search-store';
import type { TimelineStore } from '../timeline/timeline-store';
import type { DocumentStore } from './document-store';

export interface MonitoringServicesDeps {
  readonly database: Database;
  readonly checks: CheckStore;
  readonly documents: DocumentStore;
  readonly entries: TimelineStore;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly ask: AskNode;
}

export type MonitoringServices = ReturnType<typeof createMonitoringServices>;

/** What people may ask of what nodes told: checks, groups, roles, packs; and of the nodes themselves. */
export function createMonitoringServices(deps: MonitoringServicesDeps) {
  const { database } = deps;
  return {
    checks: createCheckService(deps),
    configuration: createConfigurationService(deps),
    groups: createGroupService({ ...deps, groups: createGroupStore(database) }),
    lab: createLabService(deps),
    roles: createRoleService({ ...deps, roles: createRoleStore(database) }),
    search: createSearchService(createSearchStore(database)),
  };
}
