import { expect, test } from 'vitest';
import { ZoneTree } from '@/common/domain/zone-tree';

/** The internet, two sites in it, and a cabinet in one of them. */
const tree = new ZoneTree([
  { name: 'cabinet', parent: 'lyon' },
  { name: 'internet', parent: null },
  { name: 'lyon', parent: 'internet' },
  { name: 'paris', parent: 'internet' },
]);
const relayOf = (zone: string) => ({ zone, isRelay: true });
const memberOf = (zone: string) => ({ zone, isRelay: false });

test('a zone sees everything below it, of those above it the relays, and nothing beside it', () => {
  const zones = ['internet', 'lyon', 'paris', 'cabinet'];
  const seenFrom = (viewer: string) => ({
    members: zones.filter((zone) => tree.sees(viewer, memberOf(zone))),
    relays: zones.filter((zone) => tree.sees(viewer, relayOf(zone))),
  });
  expect(seenFrom('internet')).toEqual({ members: zones, relays: zones });
  expect(seenFrom('lyon')).toEqual({
    members: ['lyon', 'cabinet'],
    relays: ['internet', 'lyon', 'cabinet'],
  });
  expect(seenFrom('paris')).toEqual({ members: ['paris'], relays: ['internet', 'paris'] });
  expect(seenFrom('cabinet')).toEqual({
    members: ['cabinet'],
    relays: ['internet', 'lyon', 'cabinet'],
  });
});

test('an agent is told of the tree as far as it may see', () => {
  expect(tree.seenFrom('lyon')).toEqual([
    { name: 'internet', parent: null },
    { name: 'lyon', parent: 'internet' },
    { name: 'cabinet', parent: 'lyon' },
  ]);
});

test('of a tree that is wrong no more is believed than makes sense', () => {
  const ring = new ZoneTree([
    { name: 'a', parent: 'b' },
    { name: 'b', parent: 'a' },
    { name: 'c', parent: 'gone' },
    { name: 'd', parent: 'd' },
  ]);
  expect(ring.above('a')).toEqual(['b']);
  expect(ring.below('a')).toEqual(['b']);
  expect(ring.above('d')).toEqual([]);
  expect(ring.parentOf('c')).toBe(null);
  expect(ring.relation('c', 'unheard-of')).toBe('strange');
});
