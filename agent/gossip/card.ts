import type { MemberCard } from '@/common/domain/member';
import type { CardFacts } from './gossip-deps';

/** The versions of gossip that this agent speaks, lowest and highest. */
const PROTOCOL: readonly [number, number] = [1, 1];

const GROUPS_MAX = 256;
const GROUP_LENGTH_MAX = 128;
const ROLES_MAX = 64;
/** Of `CARD_BYTES_MAX`, with room for all the rest: names, addresses, counts, signature, roles. */
const GROUP_BYTES_MAX = 4_096;
const ROLE_BYTES_MAX = 2_048;

/** @returns the card of this member; groups and roles as far as they fit, in their order */
export function createCard(
  facts: CardFacts,
  id: string,
  incarnation: number,
  bootEpochMs: number,
): MemberCard {
  const groups = fitting(facts.groups, GROUPS_MAX, GROUP_BYTES_MAX);
  return {
    ...facts,
    id,
    incarnation,
    bootEpochMs,
    groups,
    groupsLeftOut: facts.groups.length - groups.length,
    roles: fitting(facts.roles, ROLES_MAX, ROLE_BYTES_MAX),
    protocol: [...PROTOCOL],
  };
}

function fitting(names: readonly string[], countMax: number, bytesMax: number): string[] {
  let bytesLeft = bytesMax;
  const taken: string[] = [];
  for (const name of names) {
    const sizeBytes = Buffer.byteLength(name) + 2;
    const isTooLong = name.length === 0 || name.length > GROUP_LENGTH_MAX;
    if (isTooLong || sizeBytes > bytesLeft || taken.length === countMax) continue;
    bytesLeft -= sizeBytes;
    taken.push(name);
  }
  return taken;
}

/** Whether two members have a version of gossip in common. */
export function speaksWith(card: MemberCard): boolean {
  return card.protocol[0] <= PROTOCOL[1] && card.protocol[1] >= PROTOCOL[0];
}
