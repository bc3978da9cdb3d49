import { Status, type StatusKind } from '@/app/_components/ui/status';
import type { RoleHealth } from '@/common/domain/role';
import type { RoleCounts } from '@/common/domain/role-view';
import { formatCount } from '@/common/format';

const HEALTH_STATUS: Readonly<Record<RoleHealth, readonly [StatusKind, string]>> = {
  passing: ['ok', 'Passing'],
  failing: ['critical', 'Failing'],
  unknown: ['unknown', 'Unknown'],
};

/** How a role does on a node; of a silent one what it was. */
export function RoleStatus({ health, isOld = false }: { health: RoleHealth; isOld?: boolean }) {
  const [kind, word] = HEALTH_STATUS[health];
  return isOld ? <Status kind="stale" word={`was ${word}`} /> : <Status kind={kind} word={word} />;
}

/** How a role does over its nodes: what is worst, with how many. */
export function RoleSum({ passing, failing, unknown, silent }: RoleCounts) {
  const all = passing + failing + unknown;
  if (failing > 0) {
    return (
      <Status kind="critical" word={`Failing on ${formatCount(failing)} of ${formatCount(all)}`} />
    );
  }
  if (unknown > 0) {
    return (
      <Status kind="unknown" word={`Unknown on ${formatCount(unknown)} of ${formatCount(all)}`} />
    );
  }
  if (all === 0) return <Status kind="stale" word={`No data from ${formatCount(silent)}`} />;
  return <Status kind="ok" word={`Passing on ${formatCount(all)}`} />;
}
