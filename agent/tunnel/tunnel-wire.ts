import type { Duplex } from 'node:stream';

/** What stands in the sealed message that opens a tunnel. */
export interface TunnelOpening {
  /** How many relays it has come through already. */
  readonly hops: number;
}

/** Who asks for one: proven by the zone's key. */
export interface TunnelAsker {
  /** The first bytes of its id by its seal. */
  readonly seal: string;
  /** `address:port` of its socket. */
  readonly address: string;
}

/** Whoever lets a tunnel in, or says why not. */
export interface TunnelGate {
  /** @returns why not, in words for people; nothing where it may pass */
  refusal(from: TunnelAsker, opening: TunnelOpening): string | undefined;
  /** The stream behind the opening, which is this one’s from here on; paused. */
  pass(from: TunnelAsker, opening: TunnelOpening, stream: Duplex): void;
}

/** Streams of bytes between members, each opened by a message under the zone's key. */
export interface TunnelWire {
  /**
   * @param to where a member gossips
   * @throws {AppError} UNREACHABLE when nobody answers in time, FORBIDDEN with the words of one who declines
   */
  open(to: string, opening: TunnelOpening, signal: AbortSignal): Promise<Duplex>;
  serve(gate: TunnelGate): void;
}
