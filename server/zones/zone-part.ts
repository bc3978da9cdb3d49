import type { Clock } from '@/common/clock';
import { DEFAULT_ZONE } from '@/common/domain/member';
import type { Log } from '@/common/log';
import type { AuditService } from '../audit/audit-service';
import type { Database } from '../db/database';
import type { Bus } from '../live/bus';
import type { TimelineService } from '../timeline/timeline-service';
import { createAgentZones } from './agent-zones';
import { ZoneKeys } from './zone-keys';
import { ZoneProgress } from './zone-progress';
import { openZoneSecret } from './zone-secret';
import { createZoneService } from './zone-service';
import { addZone } from './zone-store';

export interface ZonePartDeps {
  readonly database: Database;
  readonly audit: AuditService;
  readonly timeline: TimelineService;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Log;
  /** The server's part of the data directory. */
  readonly directory: string;
}

/** The zones of the cluster, and the keys under which their agents gossip. */
export async function openZonePart(deps: ZonePartDeps) {
  const { database, clock } = deps;
  await addZone(database, { name: DEFAULT_ZONE, note: '', parent: null }, clock.wallMs());
  const keys = new ZoneKeys(openZoneSecret(deps.directory));
  const progress = new ZoneProgress({ ...deps, keys });
  progress.start();
  return {
    services: { zones: createZoneService({ ...deps, keys }) },
    agents: createAgentZones({ ...deps, keys, progress }),
    stop: () => progress.stop(),
  };
}
