import type { Clock } from '@/common/clock';
import type { Log } from '@/common/log';
import type { MonitoringSink } from '../collectors/report-sink';
import { dashboardCardOf } from '../dashboards/dashboard-card';
import type { Membership } from '../gossip/membership';
import type { Monitoring } from '../monitoring';
import type { PackTree } from '../packs/pack-tree';
import { checkCardOf } from './check-card';
import { membershipDocument, roundTripsDocument } from './membership-documents';
import { ROUND_TRIPS_MS } from './membership-teller';
import { packCardOf, packFaultsOf } from './pack-card';
import { Telling } from './telling';

export interface CreateTellingDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly sink: MonitoringSink;
  readonly monitoring: Monitoring;
  readonly packs: () => PackTree;
  /** `undefined` while this agent does not gossip. */
  readonly membership?: (() => Membership | undefined) | undefined;
}

/** Tells what the parts of an agent know. */
export function createTelling(deps: CreateTellingDeps): Telling {
  const { clock, log, sink, packs, membership = () => undefined } = deps;
  const { checks, detection, roles } = deps.monitoring;
  return new Telling({
    clock,
    log: log.part('telling'),
    sink,
    checks: {
      reports: () => checks.reports(),
      report: (id) => checks.report(id),
      explain: (id) => checks.explain(id),
    },
    sources: {
      check: () => checks.definitions().map(checkCardOf),
      dashboard: () => dashboardsOf(packs()),
      pack: () => packs().packs.map(packCardOf),
      'pack-faults': () => packFaultsOf(packs()),
      detector: () => detection.cards(),
      role: () => roles.cards(),
      groups: () => ({ memberships: [...detection.memberships()] }),
      membership: () => membershipDocument(membership()),
      'round-trips': () => roundTripsDocument(membership(), clock.wallMs() - ROUND_TRIPS_MS),
    },
  });
}

/** Those in force: the loader has left out what is wrong. */
function dashboardsOf({ packs }: PackTree) {
  const files = packs.flatMap((pack) => pack.files.dashboards);
  return files.filter(({ enabled }) => enabled).map(dashboardCardOf);
}
