import type { MemberView } from '@/common/domain/member';
import type { ZoneView } from '../local-api/cluster-api';
import type { KeyFiles } from './wire';

/** The zones that this agent knows of: its own, those of members, those that it has keys of. */
export function zoneViews(
  own: string,
  members: readonly MemberView[],
  keys: Pick<KeyFiles, 'zones'>,
): readonly ZoneView[] {
  const withKey = new Set(keys.zones());
  const names = new Set([own, ...withKey, ...members.map(({ card }) => card.zone)]);
  return [...names].sort().map((name) => ({
    name,
    subZones: [],
    relation: name === own ? 'own' : 'other',
    hasKey: withKey.has(name),
    members: members.filter(({ card, state }) => card.zone === name && state === 'alive').length,
  }));
}
