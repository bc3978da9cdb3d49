import type { MemberView } from '@/common/domain/member';
import { formatAgo, formatDuration } from '@/common/duration';
import type { MemberTableOptions } from './member-table';
import { accusationText, memberStateText, namesOf, roundTripText } from './member-text';
import { momentText } from './moment-text';

/** A block of lines a member. @param known all, for the names of accusers */
export function memberDetails(
  members: readonly MemberView[],
  known: readonly MemberView[],
  options: MemberTableOptions,
): string[] {
  const nameOf = namesOf(known);
  return members.flatMap((member, index) => {
    const { card } = member;
    const here = card.id === options.selfId ? ' (here)' : '';
    const title = `${options.out.paint('bold', card.name)}${here}  ${memberStateText(member.state, options.out)}`;
    const facts = [
      ...rowsOf(member, options),
      ...member.accusations.map((each) => ['accused', accusationText(each, nameOf)] as const),
    ];
    const lines = facts.map(
      ([name, text]) => `  ${options.out.paint('dim', name.padEnd(11))} ${text}`,
    );
    return [...(index === 0 ? [] : ['']), title, ...lines];
  });
}

function rowsOf(
  { card, sinceMs, heardMs, roundTripMs }: MemberView,
  { nowMs }: MemberTableOptions,
): (readonly [string, string])[] {
  const checks = Object.entries(card.checks).filter(([, count]) => count > 0);
  const heard = heardMs === null ? 'not by this agent' : formatAgo(heardMs, nowMs);
  const lasted = formatDuration(Math.max(0, nowMs - sinceMs));
  const more = card.groupsLeftOut === 0 ? '' : ` and ${card.groupsLeftOut} more`;
  const rows: readonly (readonly [string, string])[] = [
    ['id', card.id],
    ['host', card.hostname],
    ['zone', card.zone],
    ['addresses', card.addresses.join(', ')],
    ['since', `${momentText(sinceMs)} UTC, for ${lasted}`],
    ['heard', heard],
    ['round trip', roundTripText(roundTripMs)],
    ['relay', relayText(card)],
    ['groups', `${card.groups.join(', ')}${more}`],
    ['roles', card.roles.join(', ')],
    ['checks', checks.map(([state, count]) => `${count} ${state}`).join(', ')],
    ['agent', `${card.agentVersion}, gossip ${card.protocol.join(' to ')}`],
    ['incarnation', `${card.incarnation}, started ${momentText(card.bootEpochMs)} UTC`],
  ];
  return rows.filter(([, text]) => text !== '');
}

function relayText({ isRelay, canRelay }: MemberView['card']): string {
  if (isRelay) return 'yes';
  return canRelay ? 'could be one' : 'never';
}
