import { NO_CHECKS } from '@/common/domain/check-counts';
import type { MemberCard, MemberView } from '@/common/domain/member';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';

/** An id of 26 letters that says which it is. */
export function memberIdOf(number: number): string {
  let text = '';
  for (let rest = number; text.length < 26; rest = Math.floor(rest / 32))
    text += LETTERS[rest % 32];
  return text;
}

function cardOf(number: number, own: Partial<MemberCard> = {}): MemberCard {
  return {
    id: memberIdOf(number),
    incarnation: 3,
    bootEpochMs: Date.UTC(2026, 0, 1),
    name: `web-${number}`,
    hostname: `web-${number}.example.org`,
    addresses: [`192.0.2.${number % 250}:6768`],
    zone: 'default',
    groups: ['linux', 'web'],
    groupsLeftOut: 0,
    isRelay: false,
    canRelay: true,
    roles: [],
    checks: NO_CHECKS,
    agentVersion: '0.1.0',
    protocol: [1, 1],
    ...own,
  };
}

/** What somebody may know of a member: alive for an hour, at two milliseconds. */
export function viewOf(
  number: number,
  own: Partial<Omit<MemberView, 'card'>> & { readonly card?: Partial<MemberCard> } = {},
): MemberView {
  const { card, ...rest } = own;
  return {
    card: cardOf(number, card),
    state: 'alive',
    sinceMs: Date.UTC(2026, 0, 1, 11),
    accusations: [],
    heardMs: Date.UTC(2026, 0, 1, 12),
    roundTripMs: 2,
    ...rest,
  };
}
