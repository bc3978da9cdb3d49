import type { FactValue } from '@/common/domain/fact';
import { Missing, type Value } from '@/common/expression/values';

/** The collector of the pack linux that finds out; one of the same name may take its place. */
const COLLECTOR = 'hypervisor';

interface CollectedFacts {
  has(name: string): boolean;
  tree(name: string): { readonly facts: FactValue } | undefined;
}

/**
 * Whether one of the original's hosting drivers would be active here: by hoster (`ec2`), hypervisor
 * (`kvm`) and container (`docker-container`); `physical` on bare metal, `on-premise` where no hoster
 * shows. Known from what the machine's firmware says: nobody is asked over the network.
 */
export function hostingDrivers(collectors: CollectedFacts): (name: string) => Value {
  return (name) => {
    const found = collectors.has(COLLECTOR) ? collectors.tree(COLLECTOR) : undefined;
    if (found === undefined) return new Missing(`the collector ${COLLECTOR} has found nothing yet`);
    return activeDrivers(found.facts).has(name);
  };
}

function activeDrivers(facts: FactValue): ReadonlySet<string> {
  const { hosting, hypervisor, container } = Object(facts) as Readonly<Record<string, FactValue>>;
  const active = [hosting, hypervisor].filter(isThere);
  if (isThere(container)) active.push(`${container}-container`);
  if (hypervisor === 'hyper-v') active.push('hyperv');
  if (hypervisor === 'none' && container === 'none') active.push('physical');
  if (hosting === 'none') active.push('on-premise');
  return new Set(active);
}

function isThere(fact: FactValue | undefined): fact is string {
  return typeof fact === 'string' && fact !== 'none' && fact !== 'unknown';
}
