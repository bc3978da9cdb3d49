import { ticketIssuedMs } from '@/common/protocol/ticket';
import { type Claimant, isRejected } from './claimants';

/** What the database knows of the tickets of a node. */
export interface Tickets {
  /** The last that the agent confirmed; null before the first. */
  readonly ticket: Uint8Array | null;
  /** Given out since, and not confirmed. */
  readonly nextTicket: Uint8Array | null;
  readonly claimants: readonly Claimant[];
}

export interface Shown {
  /** Empty for none. */
  readonly ticket: Uint8Array;
  readonly machineId: string;
  /** When this connection began, by the tick of the server. */
  readonly startedMs: number;
}

/** `late`: a call of a connection that the agent has given up since; it says nothing of a copy. */
export type TicketVerdict = 'good' | 'late' | 'other-chosen' | 'copy';

/** No server gave out a ticket of tomorrow; an agent that shows one has made it up. */
const AHEAD_MS_MAX = 86_400_000;

/**
 * Whether a key is shown by the agent that has it, or by a copy of that.
 *
 * One agent opens one connection after the other, stores a ticket before it confirms it, and shows
 * what it stored. So on a connection that began after the last ticket was given out it shows the
 * confirmed one, or that last one. Whatever it was killed between, nothing else is possible:
 * something older is a copy that went on from an earlier moment. Newer than anything known is an
 * agent whose server was restored from a backup.
 */
export function judgeTicket(known: Tickets, shown: Shown): TicketVerdict {
  const { ticket, nextTicket, claimants } = known;
  if (isRejected(claimants, shown.ticket, shown.machineId)) return 'other-chosen';
  const lastMs = lastIssuedMs(known);
  if (shown.startedMs < lastMs) return 'late';
  if (ticket === null || isEqual(ticket, shown.ticket)) return 'good';
  if (nextTicket !== null && isEqual(nextTicket, shown.ticket)) return 'good';
  const shownMs = ticketIssuedMs(shown.ticket);
  return shownMs > lastMs && shownMs < shown.startedMs + AHEAD_MS_MAX ? 'good' : 'copy';
}

/** When the last ticket of a node was given out; 0 when none was. */
export function lastIssuedMs({
  ticket,
  nextTicket,
}: Pick<Tickets, 'ticket' | 'nextTicket'>): number {
  return Math.max(issuedMs(ticket), issuedMs(nextTicket));
}

function issuedMs(ticket: Uint8Array | null): number {
  return ticket === null ? 0 : ticketIssuedMs(ticket);
}

export function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
