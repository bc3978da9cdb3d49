import type { Clock } from '@/common/clock';
import type { Log } from '@/common/log';
import type { MonitoringSink } from '../collectors/report-sink';
import { dashboardCardOf } from '../dashboards/dashboard-card';
import type { Monitoring } from '../monitoring';
import type { PackTree } from '../packs/pack-tree';
import { checkCardOf } from './check-card';
import { packCardOf, packFaultsOf } from './pack-card';
import { Telling } from './telling';

export interface CreateTellingDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly sink: MonitoringSink;
  readonly monitoring: Pick<Monitoring, 'checks' | 'detection' | 'roles'>;
  /** The packs in force. */
  readonly tree: () => PackTree;
}

/** The telling of all that an agent has to tell. */
export function createTelling({ clock, log, sink, monitoring, tree }: CreateTellingDeps): Telling {
  const { checks, detection, roles } = monitoring;
  return new Telling({
    clock,
    log,
    sink,
    checks: {
      reports: () => checks.reports(),
      report: (id) => checks.report(id),
      explain: (id) => checks.explain(id),
    },
    sources: {
      check: () => checks.definitions().map(checkCardOf),
      pack: () => tree().packs.map(packCardOf),
      'pack-faults': () => packFaultsOf(tree()),
      detector: () => detection.cards(),
      role: () => roles.cards(),
      dashboard: () =>
        tree().packs.flatMap(({ files }) =>
          files.dashboards.filter(({ enabled }) => enabled).map(dashboardCardOf),
        ),
      groups: () => ({ memberships: [...detection.memberships()] }),
    },
  });
}
