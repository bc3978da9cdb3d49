import type { Accusation, ClusterEvent, MemberCard } from '@/common/domain/member';

/** Over the canonical bytes of what it stands beside; Ed25519, 64 bytes. */
export type Signature = Uint8Array;

/** A key that took the place of the one before it, endorsed by that. */
export interface KeySuccession {
  /** Raw Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array;
  readonly endorsement: Signature;
}

/** The first key of a member, from which its id follows, and those that came after. */
export interface KeyLineage {
  readonly firstKey: Uint8Array;
  readonly successions: readonly KeySuccession[];
}

/** What travels from member to member until all have it. Immutable: encoded and checked once. */
export type News =
  /** By the subject itself. */
  | {
      readonly kind: 'alive';
      readonly card: MemberCard;
      readonly lineage: KeyLineage;
      readonly signature: Signature;
    }
  /** By the subject itself, or by a holder of the zone's master key for another. */
  | {
      readonly kind: 'left';
      readonly id: string;
      readonly incarnation: number;
      readonly by: 'itself' | 'master';
      readonly signature: Signature;
    }
  /** By the accuser. */
  | {
      readonly kind: 'accused';
      readonly accusation: Accusation;
      readonly signature: Signature;
    }
  /** By its sender. */
  | {
      readonly kind: 'event';
      readonly event: ClusterEvent;
      readonly signature: Signature;
    };

/**
 * A datagram (SWIM §3.1, with the nack of Lifeguard §IV-A). `sequence` is of whoever asks, 32 bits;
 * `news` rides along.
 */
export type Packet =
  | {
      readonly kind: 'ping';
      readonly sequence: number;
      /** Who is meant: whoever else sits at the address keeps silent. */
      readonly target: string;
      readonly news: readonly News[];
    }
  | {
      readonly kind: 'ping-req';
      readonly sequence: number;
      readonly target: string;
      readonly address: string;
      readonly news: readonly News[];
    }
  | { readonly kind: 'ack'; readonly sequence: number; readonly news: readonly News[] }
  | { readonly kind: 'nack'; readonly sequence: number; readonly news: readonly News[] }
  | { readonly kind: 'news'; readonly news: readonly News[] };

/** How a member stands in somebody's list, short: to find where two lists differ. */
export interface Standing {
  readonly id: string;
  readonly incarnation: number;
  readonly state: 'alive' | 'suspect' | 'dead' | 'left';
}

/** Why an agent declines to be probed in the name of somebody else. */
export const ANOTHER_MEMBER = 'another member listens here';

/** Opens a stream; one question, one answer, and it is closed. */
export type StreamRequest =
  /** A probe where datagrams do not pass. */
  | { readonly kind: 'ping'; readonly target: string }
  /** Push-pull, first step: 32 buckets of the list by id, a 64-bit hash of the standings in each. */
  | {
      readonly kind: 'compare';
      readonly isJoining: boolean;
      readonly buckets: readonly bigint[];
      readonly events: readonly string[];
    }
  /** Push-pull, second step: what I have in the buckets that differ, and what you lack by them. */
  | {
      readonly kind: 'exchange';
      readonly buckets: readonly number[];
      readonly standings: readonly Standing[];
      readonly news: readonly News[];
    };

export type StreamAnswer =
  | { readonly kind: 'pong' }
  | {
      readonly kind: 'compared';
      readonly buckets: readonly number[];
      readonly standings: readonly Standing[];
      readonly news: readonly News[];
    }
  | { readonly kind: 'exchanged'; readonly news: readonly News[] }
  /** Such as another zone, or a version that is not spoken; in words for people. */
  | { readonly kind: 'declined'; readonly reason: string };
