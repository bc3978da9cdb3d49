import type { EnrolmentChange } from '@/common/domain/enrolment';
import { AppError } from '@/common/errors';
import type { Log } from '@/common/log';
import type { NewKeyProof, SessionOpened, SessionProof } from '@/common/protocol/session';
import type { Bus } from '../live/bus';
import { findPublicKey, storeNextKey } from './agent-key-store';
import type { LiveSessions } from './live-sessions';
import { confirmTicket, openSession, type SessionStoreDeps } from './session-store';

export interface SessionOpenerDeps extends SessionStoreDeps {
  readonly bus: Bus;
  readonly log: Log;
  readonly live: LiveSessions;
}

export interface SessionPlace {
  readonly sessionId: string;
  readonly address: string;
  readonly startedMs: number;
  close(reason: string): void;
}

const REPLACED = 'another connection of this node was opened';

/** Opens sessions and tells everybody who has to know: pages, the node's other sessions. */
export function createSessionOpener(deps: SessionOpenerDeps) {
  const { bus, log, live } = deps;

  return {
    /** @throws {AppError} as `AgentConnection.open` does */
    async open(proof: SessionProof, place: SessionPlace): Promise<SessionOpened> {
      const moment = live.moment();
      const result = await openSession(deps, { proof, ...place });
      for (const entry of result.told) bus.publish({ kind: 'timeline', entry });
      if (result.kind === 'refused') {
        if (result.isFound) tellQuarantine(result.nodeId, proof.hostname);
        throw result.error;
      }
      const { nodeId, admission, ticket } = result.opened;
      const { sessionId } = place;
      live.add({ nodeId, sessionId, admission, ticket, close: place.close }, moment);
      bus.publish({ kind: 'agent-session', nodeId, holder: sessionId, reason: REPLACED });
      bus.publish({ kind: 'node', nodeId });
      if (result.told.some(({ kind }) => kind === 'node-key-rotated')) {
        tellEnrolment('key-changed', nodeId, proof.hostname);
      }
      log.info('session opened', { nodeId, admission, agentVersion: proof.agentVersion });
      return result.opened;
    },

    /** @throws {AppError} BUSY when another connection of the node was opened since */
    async confirm(nodeId: string, ticket: Uint8Array): Promise<void> {
      if (await confirmTicket(deps, nodeId, ticket)) return;
      throw new AppError('BUSY', 'Another connection of this node was opened since.');
    },

    /** The key by which a node proves itself now. @throws {AppError} NOT_FOUND */
    async publicKeyOf(nodeId: string): Promise<Uint8Array> {
      const key = await findPublicKey(deps, nodeId);
      if (key === undefined) throw new AppError('NOT_FOUND', 'This node was removed.');
      return key;
    },

    /** @throws {AppError} INVALID for a key that is another node's */
    async changeKey(nodeId: string, { publicKey }: NewKeyProof): Promise<void> {
      await storeNextKey(deps, nodeId, publicKey);
      log.info('key offered', { nodeId });
      bus.publish({ kind: 'node', nodeId });
    },
  };

  function tellEnrolment(what: EnrolmentChange, nodeId: string, name: string): void {
    bus.publish({ kind: 'enrolment', what, nodeId, name, tokenId: '' });
  }

  function tellQuarantine(nodeId: string, name: string): void {
    log.error('identity in use twice, node shut out', { nodeId });
    const reason = 'the identity of this node is in use twice';
    bus.publish({ kind: 'agent-session', nodeId, holder: '', reason });
    bus.publish({ kind: 'node', nodeId });
    tellEnrolment('quarantined', nodeId, name);
  }
}
