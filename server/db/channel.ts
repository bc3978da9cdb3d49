import type { Cancel } from '@/common/clock';
import type { Sql } from './database';

export interface Follower {
  /** What another server told. */
  hear(body: string): void;
  /** Something may have been told and not heard: look in the database. */
  missed(): void;
}

/** Another server on the same database. */
export interface OtherServer {
  /** See `Channel.id`. */
  readonly id: string;
  /** From where it reaches the database; empty for a socket of the database's own machine. */
  readonly address: string;
  /** When it came, or came back, by the clock of the database. */
  readonly sinceMs: number;
  /** Fingerprint of the key that it signs with; empty until it has told. */
  readonly keyId: string;
}

/**
 * What the servers on one database tell one another; nobody hears himself. It is quick and may get
 * lost with a connection or a process: followers are told then that they may have missed something.
 */
export interface Channel {
  /** Whether other servers may work on the same database. */
  readonly isShared: boolean;
  /** This server among them, another one at each start. */
  readonly id: string;
  /** The other servers, as of some seconds ago; the longest there first. */
  readonly others: readonly OtherServer[];
  /** Tells the others, for as long as this server runs, by which key agents know it. */
  showKey(keyId: string): Promise<void>;
  /** Tells the others soon. A body has at most `BODY_BYTES_MAX`. */
  tell(topic: string, body: string): void;
  /** Within a transaction: the others hear it when it commits, or never. */
  tellWithin(sql: Sql, topic: string, body: string): Promise<void>;
  follow(topic: string, follower: Follower): Cancel;
}

/** A NOTIFY carries less than 8,000 bytes, of which a part is the envelope. */
export const BODY_BYTES_MAX = 7_800;

/** The embedded database has one server. */
export const NOBODY_ELSE: Channel = {
  isShared: false,
  id: 'only',
  others: [],
  showKey: async () => undefined,
  tell: () => undefined,
  tellWithin: async () => undefined,
  follow: () => () => undefined,
};
