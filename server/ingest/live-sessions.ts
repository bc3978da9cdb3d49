import type { Bus, LiveEventOf } from '../live/bus';

/** The sessions that nodes hold with this server, so that they end when they must. */
export interface LiveSessions {
  /** To be asked before a session is looked into, and given to `add` when it was let in. */
  moment(): number;
  /** Ends the session at once when the node's sessions were ended since that moment. */
  add(session: LiveSession, sinceMoment: number): void;
  remove(session: Pick<LiveSession, 'nodeId' | 'sessionId'>): void;
  stop(): void;
}

export interface LiveSession {
  readonly nodeId: string;
  readonly sessionId: string;
  close(reason: string): void;
}

/**
 * Ends sessions as the bus says, within the same turn: all of a node, or all but the newest, which
 * may be with another server.
 */
export function createLiveSessions(bus: Bus): LiveSessions {
  const byNode = new Map<string, Map<string, LiveSession>>();
  const ended = new Map<string, { readonly moment: number; readonly reason: string }>();
  const stopping = new AbortController();
  let moment = 0;

  function end({ nodeId, holder, reason }: LiveEventOf<'agent-session'>): void {
    moment += 1;
    ended.set(nodeId, { moment, reason });
    for (const session of byNode.get(nodeId)?.values() ?? []) {
      if (session.sessionId !== holder) session.close(reason);
    }
  }

  async function follow(): Promise<void> {
    for await (const events of bus.follow('agent-session', stopping.signal)) events.forEach(end);
  }
  void follow();

  return {
    moment: () => moment,
    add(session, sinceMoment) {
      const sessions = byNode.get(session.nodeId) ?? new Map<string, LiveSession>();
      byNode.set(session.nodeId, sessions.set(session.sessionId, session));
      const end = ended.get(session.nodeId);
      if (end !== undefined && end.moment > sinceMoment) session.close(end.reason);
    },
    remove({ nodeId, sessionId }) {
      const sessions = byNode.get(nodeId);
      sessions?.delete(sessionId);
      if (sessions?.size === 0) byNode.delete(nodeId);
    },
    stop: () => stopping.abort(),
  };
}
