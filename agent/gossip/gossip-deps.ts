import type { Clock } from '@/common/clock';
import type { MemberCard, MemberChange, MemberState } from '@/common/domain/member';
import type { Log } from '@/common/log';
import type { Random } from '@/common/random';
import type { GossipConfig } from './config';
import type { KeyLineage, News, Signature } from './message';
import type { Transport } from './transport';

/** All that the protocol is handed; it reads no clock, rolls no dice and opens nothing by itself. */
export interface GossipDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly transport: Transport;
  readonly log: Log;
  readonly config: GossipConfig;
  readonly keys: MemberKeys;
  readonly epoch: BootEpoch;
  readonly store: GossipStore;
  readonly facts: CardFacts;
}

export type Unsigned<T> = T extends { readonly signature: Signature }
  ? Omit<T, 'signature'>
  : never;

/** This member's key, and the judge of what others have signed. */
export interface MemberKeys {
  /** Of this member: the hash of `lineage.firstKey`. */
  readonly id: string;
  readonly lineage: KeyLineage;
  /** Over what `news` says, by the newest key of the lineage. */
  sign(news: Unsigned<News>): Signature;
  /**
   * @param lineage of whoever must have signed it: the card's own, the accuser's, the sender's; of
   *   the subject for a `left`, where one by the master key is judged by that
   */
  verify(news: News, lineage: KeyLineage): boolean;
}

/** Orders the runs of one id; the transport seals with it, so the two agree. */
export interface BootEpoch {
  readonly valueMs: number;
  /** Another run with this key shows the same one, or a later that is no longer there. */
  renew(aboveMs: number): void;
}

/** What a member says of itself, as far as the protocol does not know it by itself. */
export type CardFacts = Omit<
  MemberCard,
  'id' | 'incarnation' | 'bootEpochMs' | 'groupsLeftOut' | 'protocol'
>;

/** Where a member's state outlives its run. Both are synchronous, and neither throws. */
export interface GossipStore {
  /** Undefined at the first start, or when what was there cannot be read. */
  load(): Snapshot | undefined;
  /** At most every few seconds, and at the end. */
  save(snapshot: Snapshot): void;
}

export interface Snapshot {
  /** The next run goes on above it. */
  readonly incarnation: number;
  readonly members: readonly RememberedMember[];
  /** Oldest first. */
  readonly history: readonly MemberChange[];
}

export interface RememberedMember {
  readonly news: News & { readonly kind: 'alive' };
  readonly state: MemberState;
  /** By the wall clock. */
  readonly sinceMs: number;
  /** Of one who left. */
  readonly left: (News & { readonly kind: 'left' }) | null;
}
