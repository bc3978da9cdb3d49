import { CHECK_STATES } from '@/common/domain/check';
import { type MemberCard, memberCard } from '@/common/domain/member';
import { type ByteReader, Malformed } from './byte-reader';
import type { ByteWriter } from './byte-writer';

const IS_RELAY = 1;
const CAN_RELAY = 2;

/** What a card says, in the order of its fields: what is signed. */
export function writeCard(out: ByteWriter, card: MemberCard): void {
  out.id(card.id);
  out.varint(card.incarnation);
  out.moment(card.bootEpochMs);
  out.text(card.name);
  out.text(card.hostname);
  out.list(card.addresses, (address) => out.text(address));
  out.text(card.zone);
  out.list(card.groups, (group) => out.text(group));
  out.varint(card.groupsLeftOut);
  out.byte((card.isRelay ? IS_RELAY : 0) + (card.canRelay ? CAN_RELAY : 0));
  out.list(card.roles, (role) => out.text(role));
  out.list(CHECK_STATES, (state) => out.varint(card.checks[state]));
  out.text(card.agentVersion);
  out.byte(card.protocol[0]);
  out.byte(card.protocol[1]);
}

/**
 * Reads what is known of a card; what a later agent wrote behind that is left standing, as part of
 * what it signed.
 */
export function readCard(from: ByteReader): MemberCard {
  const card = {
    id: from.id(),
    incarnation: from.varint(),
    bootEpochMs: from.moment(),
    name: from.text(128),
    hostname: from.text(255),
    addresses: from.list(4, 4, () => from.text(64)),
    zone: from.text(64),
    groups: from.list(256, 2, () => from.text(128)),
    groupsLeftOut: from.varint(),
    ...flagsOf(from.byte()),
    roles: from.list(64, 2, () => from.text(200)),
    checks: checksOf(from.list(255, 1, () => from.varint())),
    agentVersion: from.text(64),
    protocol: [from.byte(), from.byte()],
  };
  const read = memberCard.safeParse(card);
  if (!read.success) throw new Malformed('a card with values that no member has');
  return read.data;
}

/** Bits that a later agent gave a meaning are passed over. */
function flagsOf(byte: number): Pick<MemberCard, 'isRelay' | 'canRelay'> {
  return { isRelay: (byte & IS_RELAY) !== 0, canRelay: (byte & CAN_RELAY) !== 0 };
}

/** By place; states that came later are passed over, as those that a later agent gave up are none. */
function checksOf(counts: readonly number[]): Record<string, number> {
  return Object.fromEntries(CHECK_STATES.map((state, place) => [state, counts[place] ?? 0]));
}
