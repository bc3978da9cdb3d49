import type { Cancel } from '@/common/clock';
import type { ClusterEvent, MemberChange, MemberView } from '@/common/domain/member';

/** What the rest of the agent sees of gossip: who is there, what happened, and a few verbs. */
export interface Membership {
  /** This agent itself. */
  readonly self: MemberView;
  /** All that are known, this one too, by id. */
  members(): readonly MemberView[];
  /** @param name an id, a name or a host name; an id wins, an ambiguous name finds nothing */
  find(name: string): MemberView | undefined;
  /** 64 bits over the ids and states of this zone as this agent sees them, hexadecimal. */
  digest(): string;
  /** Asks one address for its list; `done` with how many members it told, or why it did not. */
  join(address: string, done: (joined: Joined) => void): void;
  /** Tells everybody that this agent goes; it stays silent from then on. `done` when it was told. */
  leave(done: () => void): void;
  /** Probes one member now. */
  ping(id: string, done: (answer: Pinged) => void): void;
  /** Floods an event. @throws {AppError} INVALID for what is no event, BUSY for too many */
  tell(type: string, payload: string): ClusterEvent;
  /** Those of the last minutes, oldest first. */
  events(): readonly ClusterEvent[];
  /** Oldest first, of this run and of those before, bounded. */
  history(): readonly MemberChange[];
  onChange(listener: (change: MemberChange) => void): Cancel;
  onEvent(listener: (event: ClusterEvent) => void): Cancel;
}

export type Joined =
  | { readonly is: 'joined'; readonly members: number }
  | { readonly is: 'failed'; readonly reason: string };

export type Pinged =
  | { readonly is: 'alive'; readonly roundTripMs: number }
  | { readonly is: 'silent'; readonly reason: string };
