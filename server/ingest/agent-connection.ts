import type { DesiredState } from '@/common/domain/desired-state';
import type { Enrolled, EnrolmentRequest } from '@/common/protocol/enrolment';
import type { AskedQuestion, QuestionAnswer } from '@/common/protocol/question';
import type { Acknowledgement, Announcement, Report } from '@/common/protocol/report';
import type {
  Challenge,
  ChallengeRequest,
  NewKeyProof,
  SessionOpened,
  SessionProof,
} from '@/common/protocol/session';
import type { GossipSelf, ZoneOrders, ZonesTaken } from '@/common/protocol/zone-orders';

/**
 * One agent's socket, from its challenge to its end. Inputs are checked against their schema
 * already; nothing but `challenge`, `enrol` and `open` is called before `open` let the agent in.
 */
export interface AgentConnection {
  /**
   * Proves this server and says what the agent must sign; once for each connection.
   * @throws {AppError} INVALID for a protocol that is not spoken here
   */
  challenge(request: ChallengeRequest | undefined): Promise<Challenge>;

  /**
   * Lets a new node in, or says once more that it is. Does not open a session.
   * @throws {AppError} FORBIDDEN with what is wrong with the join string, or for asking before the
   * last answer; BUSY while many others join
   */
  enrol(request: EnrolmentRequest): Promise<Enrolled>;

  /**
   * @throws {AppError} `INVALID` for a protocol that is not spoken here, `UNAUTHENTICATED` for a
   * wrong signature or a key that is not enrolled, `FORBIDDEN` for a node that is shut out, `BUSY`
   * when it should come back later. The message is shown on the node as it is.
   */
  open(proof: SessionProof): Promise<SessionOpened>;

  /** The ticket of this session is stored; from here on the one before it is a copy's. */
  confirm(ticket: Uint8Array): Promise<void>;

  /**
   * Takes a new key of the node; both are good until the first session of the new one.
   * @throws {AppError} INVALID for a key that is another node's
   */
  changeKey(proof: NewKeyProof): Promise<void>;

  /** Takes the series of an epoch; announcing one again changes nothing. */
  announce(announcement: Announcement): Promise<void>;

  /**
   * Resolves after commit. A report that was there already is acknowledged again.
   * @throws {AppError} `INVALID` for a report that will never be taken: the agent gives it up and
   * counts it as lost. `BUSY` when it should be sent again later, on this connection.
   */
  report(report: Report): Promise<Acknowledgement>;

  /** The desired state as it is, then each later one, until `signal` ends it. */
  desired(signal: AbortSignal): AsyncIterable<DesiredState>;

  /** What the agent is told of zones, now and whenever it changes, until `signal` ends it. */
  zones(self: GossipSelf, signal: AbortSignal): AsyncIterable<ZoneOrders>;

  /** What the agent has of that. @throws {AppError} INVALID for a line that names no key */
  confirmZones(taken: ZonesTaken): Promise<void>;

  /** What the agent is asked from now on, until `signal` ends it. */
  questions(signal: AbortSignal): AsyncIterable<AskedQuestion>;

  /** @throws {AppError} INVALID for an answer to what this node was not asked, or not any more */
  answer(answer: QuestionAnswer): void;

  /** The socket is gone. */
  end(): void;
}
