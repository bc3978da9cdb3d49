import type { StatusKind } from '@/app/_components/ui/status';
import type { ZoneRow } from '@/common/domain/zone';
import { ZoneTree } from '@/common/domain/zone-tree';
import { formatPlural } from '@/common/format';

export interface ZoneLine {
  readonly zone: ZoneRow;
  /** 0 for one at the top. */
  readonly depth: number;
}

/** Each zone below the one that it stands in. */
export function linesOf(zones: readonly ZoneRow[]): readonly ZoneLine[] {
  const tree = new ZoneTree(zones);
  const byName = new Map(zones.map((zone) => [zone.name, zone]));
  const lines = (name: string, depth: number): ZoneLine[] => {
    const zone = byName.get(name);
    const below = tree.childrenOf(name).flatMap((child) => lines(child, depth + 1));
    return zone === undefined ? below : [{ zone, depth }, ...below];
  };
  return zones
    .filter(({ name }) => tree.parentOf(name) === null)
    .flatMap(({ name }) => lines(name, 0));
}

/** Zones that this one may stand in: not itself, and nothing that is part of it. */
export function parentsFor(zones: readonly ZoneRow[], name: string): readonly string[] {
  const below = new ZoneTree(zones).below(name);
  return zones.map((zone) => zone.name).filter((each) => each !== name && !below.includes(each));
}

export interface GossipWords {
  readonly kind: StatusKind;
  readonly word: string;
  /** What is awaited, or wrong; empty for nothing. */
  readonly note: string;
}

/** How the gossip of a zone stands. */
export function gossipWords({ hasGossip, change, fault }: ZoneRow): GossipWords {
  if (fault !== '') return { kind: 'critical', word: 'Keys missing', note: fault };
  if (!hasGossip) return { kind: 'revoked', word: 'Off', note: '' };
  if (change === null) return { kind: 'ok', word: 'On', note: '' };
  const word = change.step === 'install' ? 'Giving out a new key' : 'Retiring the old key';
  const all = change.confirmed + change.awaited;
  const names = change.awaitedNodes.map(({ name }) => name);
  const others = change.awaited - names.length;
  const awaited = others > 0 ? [...names, `${others} more`] : names;
  const confirmed = `${change.confirmed} of ${formatPlural(all, 'node')} confirmed`;
  const note = awaited.length === 0 ? confirmed : `${confirmed}; awaited: ${awaited.join(', ')}`;
  return { kind: 'pending', word, note };
}

const NAME = /^[a-z0-9][a-z0-9_.:-]{0,63}$/;

export function zoneNameError(name: string): string | undefined {
  if (NAME.test(name.trim())) return undefined;
  return 'Up to 64 lower-case letters, digits, and . _ : - after the first.';
}
