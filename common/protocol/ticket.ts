/**
 * What an agent was last given and must show at its next session: when it was issued, eight bytes
 * of milliseconds by the server's clock, and sixteen of chance. A copy of the machine, or an old
 * image of it, shows an older one than the server gave out.
 */
export const TICKET_BYTES = 24;

const TIME_BYTES = 8;

/** @param chance 16 random bytes */
export function makeTicket(issuedMs: number, chance: Uint8Array): Uint8Array<ArrayBuffer> {
  const ticket = new Uint8Array(TICKET_BYTES);
  new DataView(ticket.buffer).setBigUint64(0, BigInt(issuedMs));
  ticket.set(chance.subarray(0, TICKET_BYTES - TIME_BYTES), TIME_BYTES);
  return ticket;
}

/** @returns 0 for no ticket */
export function ticketIssuedMs(ticket: Uint8Array): number {
  if (ticket.length !== TICKET_BYTES) return 0;
  return Number(new DataView(ticket.buffer, ticket.byteOffset).getBigUint64(0));
}
