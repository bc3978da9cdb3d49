import type { ClusterEvent, MemberChange, MemberState, MemberView } from '@/common/domain/member';

/** What the agent answers of its cluster. Without gossip all but the first throws CONFLICT, with why. */
export interface ClusterApi {
  /** GET /v1/cluster */
  cluster(): ClusterStatus;
  /** GET /v1/members; GET /agent/members in the form of the original. This agent too. */
  members(): readonly MemberView[];
  /**
   * GET /v1/members/:name; GET /agent/query/guess/:name in the form of the original.
   * @param name an id, a name or a host name @throws {AppError} NOT_FOUND
   */
  member(name: string): MemberView;
  /** GET /v1/history/members; GET /agent/members/history. Oldest first. */
  memberHistory(): readonly MemberChange[];
  /**
   * POST /v1/members/join with `{"address": "192.0.2.7:6768"}`; GET /agent/join/:address.
   * @throws {AppError} INVALID for what is no address
   */
  joinMembers(address: string): Promise<JoinAnswer>;
  /** POST /v1/members/leave; GET /agent/leave/:uuid with the agent's own id. */
  leaveCluster(): Promise<void>;
  /**
   * POST /v1/members/:name/leave with `{"incarnation": 3, "signature": "…"}`, in base64, made with
   * the master key of this agent's zone.
   * @throws {AppError} NOT_FOUND; FORBIDDEN for what is not signed by that key
   */
  expelMember(name: string, farewell: Farewell): void;
  /** POST /v1/members/:name/ping; GET /agent/ping/:uuid @throws {AppError} NOT_FOUND */
  pingMember(name: string): Promise<PingAnswer>;
  /** POST /v1/detect with `{"timeoutMs": 5000}`; GET /agent/detect */
  detectMembers(timeoutMs: number): Promise<readonly DetectedMember[]>;
  /** GET /v1/zones; GET /agent/zones in the form of the original. */
  zones(): readonly ZoneView[];
  /** PUT /v1/zone with `{"zone": "paris"}`; PUT /agent/zone: until the next start. */
  changeZone(zone: string): void;
  /** POST /v1/zones/:zone/reload-key; GET /agent/zones-keys/reload/:zone: its file was written. */
  reloadZoneKey(zone: string): void;
  /** GET /v1/events. Those of the last minutes, oldest first. */
  clusterEvents(): readonly ClusterEvent[];
  /**
   * POST /v1/events with `{"type": "deploy", "payload": "…"}`; POST /agent/event
   * @throws {AppError} INVALID for what is no event, BUSY for too many
   */
  tellEvent(type: string, payload: string): ClusterEvent;
}

/** That a member left, by the master key of its zone. */
export interface Farewell {
  readonly incarnation: number;
  /** 64 bytes, base64. */
  readonly signature: string;
}

/** How an agent takes part in its cluster. */
export interface ClusterStatus {
  /** `left`: it said that it goes; it comes back by a join or a start. */
  readonly state: 'on' | 'off' | 'refused' | 'left';
  /** Why it is not on, in a sentence; else empty. */
  readonly reason: string;
  readonly id: string;
  readonly zone: string;
  /** Where it listens; empty while it does not. */
  readonly address: string;
  /** Where it says that others find it, best first. */
  readonly advertised: readonly string[];
  /** A key of its zone seals what it sends. */
  readonly isSealed: boolean;
  readonly isRelay: boolean;
  /** 64 bits over the ids and states of its zone; agents with one digest see the same. */
  readonly digest: string;
  readonly members: Readonly<Record<MemberState, number>>;
}

export interface JoinAnswer {
  readonly joined: boolean;
  /** How many it told of. */
  readonly members: number;
  /** Why not; else empty. */
  readonly reason: string;
}

export interface PingAnswer {
  readonly id: string;
  readonly name: string;
  /** As it is believed to be after the ping. */
  readonly state: MemberState;
  readonly answered: boolean;
  readonly roundTripMs: number | null;
  /** Why it did not answer; else empty. */
  readonly reason: string;
}

/** An agent that was found on the network. */
export interface DetectedMember {
  readonly name: string;
  readonly zone: string;
  readonly address: string;
  readonly isRelay: boolean;
}

export interface ZoneView {
  readonly name: string;
  readonly subZones: readonly string[];
  readonly relation: 'own' | 'upper' | 'lower' | 'other';
  readonly hasKey: boolean;
  /** Known members of it that are alive. */
  readonly members: number;
}
