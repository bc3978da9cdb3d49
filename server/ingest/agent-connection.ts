import type { DesiredState } from '@/common/domain/desired-state';
import type { Acknowledgement, Announcement, Report } from '@/common/protocol/report';
import type { Challenge, SessionOpened, SessionProof } from '@/common/protocol/session';

/**
 * One agent's socket, from its challenge to its end. Inputs are checked against their schema
 * already; nothing but `challenge` and `open` is called before `open` succeeded.
 */
export interface AgentConnection {
  /** What this connection's agent must sign; the same each time it is asked. */
  challenge(): Challenge;

  /**
   * @throws {AppError} `INVALID` for a protocol that is not spoken here, `UNAUTHENTICATED` for a
   * wrong signature or a key that is not enrolled, `BUSY` when it should come back later. The
   * message is shown on the node as it is.
   */
  open(proof: SessionProof): Promise<SessionOpened>;

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
}
