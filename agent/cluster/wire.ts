import type { BootEpoch, MemberKeys } from '../gossip/gossip-deps';
import type { Transport } from '../gossip/transport';
import type { DetectedMember } from '../local-api/cluster-api';
import type { TunnelWire } from '../tunnel/tunnel-wire';

/** What carries gossip: sockets, seals and the key of this member. */
export interface Wire {
  readonly transport: Transport;
  readonly keys: MemberKeys;
  readonly epoch: BootEpoch;
  /** Where it listens, by UDP and TCP: `127.0.0.1:6768`. */
  readonly address: string;
  /** A key of its zone seals what it sends. */
  readonly isSealed: boolean;
  /** Streams of bytes between members. */
  readonly tunnels: TunnelWire;
  /** What this agent says to whoever looks for others on the network. */
  announce(self: () => Omit<DetectedMember, 'address'>): void;
  /** The ring of the zone's keys was written anew. @throws {AppError} INVALID when it is damaged */
  reloadKeys(): void;
  detect(timeoutMs: number): Promise<readonly DetectedMember[]>;
  close(): Promise<void>;
}

export interface WireOptions {
  readonly zone: string;
  readonly host: string;
  readonly port: number;
  /** Any other that is free will do, since nobody chose it. */
  readonly mayMove: boolean;
}

/**
 * @throws {AppError} INVALID without a key beyond this machine, CONFLICT when the port is taken,
 *   UNREACHABLE when the machine does not have the address
 */
export type OpenWire = (options: WireOptions) => Promise<Wire>;

/** The files of the keys of zones, as far as the cluster asks for them. */
export interface KeyFiles {
  /** @throws {AppError} INVALID when the file is damaged or open to others */
  has(zone: string): boolean;
  /** The zones that there are keys of. */
  zones(): readonly string[];
}
