import type { Accusation, MemberState, MemberView } from '@/common/domain/member';
import { formatDuration } from '@/common/duration';
import { momentText } from './moment-text';
import type { Output, Paint } from './output';

/** A shape and a word for each state: colour is never the only sign. What needs a person comes first. */
const MARKS: Record<MemberState, { readonly shape: string; readonly paint: Paint }> = {
  dead: { shape: '▲', paint: 'red' },
  suspect: { shape: '◆', paint: 'yellow' },
  alive: { shape: '●', paint: 'green' },
  left: { shape: '○', paint: 'dim' },
};

const ORDER = Object.keys(MARKS);

export function memberStateText(state: MemberState, out: Output): string {
  const { shape, paint } = MARKS[state];
  return out.paint(paint, `${shape} ${state}`);
}

/** `▲ 1 dead  ● 24 alive`, without the states that nobody is in */
export function memberCountsText(
  counts: Readonly<Record<MemberState, number>>,
  out: Output,
): string {
  const parts = Object.entries(MARKS).flatMap(([state, { shape, paint }]) => {
    const count = counts[state as MemberState];
    return count === 0 ? [] : [out.paint(paint, `${shape} ${count} ${state}`)];
  });
  return parts.length === 0 ? 'no members' : parts.join('  ');
}

/** By zone; in it those first that need a person, then by name. */
export function byZoneAndUrgency({ card: left, ...one }: MemberView, other: MemberView): number {
  const right = other.card;
  return (
    left.zone.localeCompare(right.zone) ||
    ORDER.indexOf(one.state) - ORDER.indexOf(other.state) ||
    left.name.localeCompare(right.name, 'en', { numeric: true }) ||
    left.id.localeCompare(right.id)
  );
}

/** What people call a member by its id; the id's beginning for one that is not known. */
export type NameOf = (id: string) => string;

export function namesOf(members: readonly MemberView[]): NameOf {
  const names = new Map(members.map(({ card }) => [card.id, card.name]));
  return (id) => names.get(id) ?? `${id.slice(0, 8)}…`;
}

const NAMED_MAX = 3;

/** `web-1, web-3 did not reach it, asked db-1`; empty without accusations */
export function evidenceText(
  { accusations }: Pick<MemberView, 'accusations'>,
  nameOf: NameOf,
): string {
  if (accusations.length === 0) return '';
  const accusers = unique(accusations.map(({ accuser }) => nameOf(accuser)));
  const isRefused = accusations.some(({ failure }) => failure === 'refused');
  const what = isRefused ? 'found nobody listening' : 'did not reach it';
  const asked = unique(accusations.flatMap((each) => each.helpers.map(nameOf)));
  const helpers = asked.filter((name) => !accusers.includes(name));
  const accused = `${someOf(accusers)} ${what}`;
  return helpers.length === 0 ? accused : `${accused}, asked ${someOf(helpers)}`;
}

const FAILURES: Record<Accusation['failure'], string> = {
  'no-answer': 'no answer',
  refused: 'its machine answered that nobody listens',
  told: 'was told so',
};

/** `2026-01-01 12:00:00  web-1: no answer, asked db-1 and db-2` */
export function accusationText({ atMs, accuser, failure, helpers }: Accusation, nameOf: NameOf) {
  const asked = helpers.length === 0 ? '' : `, asked ${helpers.map(nameOf).join(' and ')}`;
  return `${momentText(atMs)}  ${nameOf(accuser)}: ${FAILURES[failure]}${asked}`;
}

export function sinceText(sinceMs: number, nowMs: number): string {
  return formatDuration(Math.max(0, nowMs - sinceMs));
}

export function roundTripText(roundTripMs: number | null): string {
  return roundTripMs === null ? '' : formatDuration(roundTripMs);
}

function someOf(names: readonly string[]): string {
  const rest = names.length - NAMED_MAX;
  if (rest <= 1) return names.join(', ');
  return `${names.slice(0, NAMED_MAX).join(', ')} and ${rest} others`;
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
