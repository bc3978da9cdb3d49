/**
 * The version of what agent and server say to each other. Raised when an older side could
 * misunderstand; a server speaks every version from `PROTOCOL_MIN` to `PROTOCOL`.
 */
export const PROTOCOL = 1;
export const PROTOCOL_MIN = 1;

export function speaks(version: number): boolean {
  return version >= PROTOCOL_MIN && version <= PROTOCOL;
}
