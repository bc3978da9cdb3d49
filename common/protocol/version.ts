/**
 * The version of what agent and server say to each other. Raised when an older side could
 * misunderstand; a server speaks every version from `PROTOCOL_MIN` to `PROTOCOL`.
 * 2: the server proves itself first, proofs are bound to the TLS connection, tickets.
 * 3: reports carry checks, groups and packs; the server asks questions.
 */
export const PROTOCOL = 3;
export const PROTOCOL_MIN = 2;

export function speaks(version: number): boolean {
  return version >= PROTOCOL_MIN && version <= PROTOCOL;
}
