import type { MemberView } from '@/common/domain/member';
import {
  byZoneAndUrgency,
  evidenceText,
  memberStateText,
  namesOf,
  roundTripText,
  sinceText,
} from './member-text';
import type { Output } from './output';
import { FLEXIBLE_WIDTH_MIN, GAP, type TableColumn, type TableData } from './table';
import { textWidth } from './text-width';

export interface MemberTableOptions {
  readonly out: Output;
  readonly nowMs: number;
  /** The id of the agent that tells it. */
  readonly selfId: string;
}

interface MemberColumn extends TableColumn {
  readonly cell: (member: MemberView) => string;
  /** When the terminal is too narrow, the lowest go first; those without stay. */
  readonly rank?: number;
  /** Of a flexible one: others go before it is cut to less, where it has as much to say. */
  readonly wantedWidth?: number;
}

/**
 * A row a member: what nobody has is left out, and what matters least where the terminal is narrow.
 * @param members those that are shown @param known all, for the names of accusers
 */
export function memberTable(
  members: readonly MemberView[],
  known: readonly MemberView[],
  options: MemberTableOptions,
): TableData {
  const sorted = members.toSorted(byZoneAndUrgency);
  const used = columnsOf(known, options).filter(({ cell }) =>
    sorted.some((row) => cell(row) !== ''),
  );
  const columns = fitting(used, sorted, options.out.width);
  return { columns, rows: sorted.map((member) => columns.map(({ cell }) => cell(member))) };
}

function columnsOf(
  known: readonly MemberView[],
  { out, nowMs, selfId }: MemberTableOptions,
): MemberColumn[] {
  const nameOf = namesOf(known);
  const hasZones = new Set(known.map(({ card }) => card.zone)).size > 1;
  return [
    { title: 'zone', rank: 5, cell: ({ card }) => (hasZones ? card.zone : '') },
    {
      title: 'name',
      cell: ({ card }) =>
        card.id === selfId ? `${out.paint('bold', card.name)} (here)` : card.name,
    },
    { title: 'state', cell: ({ state }) => memberStateText(state, out) },
    { title: 'for', align: 'right', rank: 6, cell: ({ sinceMs }) => sinceText(sinceMs, nowMs) },
    { title: 'address', rank: 4, cell: ({ card }) => card.addresses[0] ?? '' },
    {
      title: 'round trip',
      align: 'right',
      rank: 3,
      cell: ({ state, roundTripMs }) => (isThere(state) ? roundTripText(roundTripMs) : ''),
    },
    { title: 'relay', rank: 2, cell: ({ card }) => (card.isRelay ? 'relay' : '') },
    {
      title: 'evidence',
      flexible: true,
      wantedWidth: 32,
      cell: (member) => evidenceText(member, nameOf),
    },
    { title: 'groups', flexible: true, rank: 1, cell: ({ card }) => groupsText(card) },
    { title: 'version', rank: 0, cell: ({ card }) => card.agentVersion },
  ];
}

function groupsText({ groups, groupsLeftOut }: MemberView['card']): string {
  const more = groupsLeftOut === 0 ? '' : ` and ${groupsLeftOut} more`;
  return `${groups.join(', ')}${more}`;
}

/** Leaves out columns by rank until the rest fits. */
function fitting(
  columns: readonly MemberColumn[],
  members: readonly MemberView[],
  widthMax: number,
): readonly MemberColumn[] {
  let chosen = columns.map((column) => ({ column, width: leastWidth(column, members) }));
  while (chosen.reduce((sum, { width }) => sum + width + GAP, -GAP) > widthMax) {
    const ranks = chosen.flatMap(({ column }) => column.rank ?? []);
    if (ranks.length === 0) break;
    const lowest = Math.min(...ranks);
    chosen = chosen.filter(({ column }) => column.rank !== lowest);
  }
  return chosen.map(({ column }) => column);
}

function leastWidth(column: MemberColumn, members: readonly MemberView[]): number {
  const { title, cell, flexible, wantedWidth = FLEXIBLE_WIDTH_MIN } = column;
  const widest = members.reduce((width, member) => Math.max(width, textWidth(cell(member))), 0);
  const natural = Math.max(textWidth(title), widest);
  return flexible === true ? Math.min(natural, wantedWidth) : natural;
}

/** The last round trip of one that is gone says nothing any more. */
function isThere(state: MemberView['state']): boolean {
  return state === 'alive' || state === 'suspect';
}
