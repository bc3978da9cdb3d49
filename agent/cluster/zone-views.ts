import type { MemberView } from '@/common/domain/member';
import { type ZonePlace, type ZoneRelation, ZoneTree } from '@/common/domain/zone-tree';
import type { ZoneView } from '../local-api/cluster-api';
import type { KeyFiles } from './wire';

export interface KnownPlaces {
  readonly own: string;
  readonly places: readonly ZonePlace[];
  readonly members: readonly MemberView[];
  readonly keys: Pick<KeyFiles, 'zones'>;
}

const RELATIONS: Record<ZoneRelation, ZoneView['relation']> = {
  same: 'own',
  above: 'upper',
  below: 'lower',
  strange: 'other',
};

/** The zones that this agent knows of: those it was told of, those of members, those it has keys of. */
export function zoneViews({ own, places, members, keys }: KnownPlaces): readonly ZoneView[] {
  const tree = new ZoneTree(places);
  const withKey = new Set(keys.zones());
  const told = places.map(({ name }) => name);
  const names = new Set([own, ...told, ...withKey, ...members.map(({ card }) => card.zone)]);
  return [...names].sort().map((name) => ({
    name,
    subZones: tree.childrenOf(name),
    relation: RELATIONS[tree.relation(own, name)],
    hasKey: withKey.has(name),
    members: members.filter(({ card, state }) => card.zone === name && state === 'alive').length,
  }));
}
