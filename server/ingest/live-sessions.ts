import type { Cancel, Clock } from '@/common/clock';
import type { Admission } from '@/common/domain/node';
import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import type { Bus, LiveEventOf } from '../live/bus';
import { isEqual } from './judge-ticket';
import type { SessionStanding } from './session-standing';

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
  /** As it was let in. */
  readonly admission: Admission;
  /** What it was handed; empty for one that waits to be let in. */
  readonly ticket: Uint8Array;
  close(reason: string): void;
}

export interface LiveSessionsDeps {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Log;
  readonly standing: (nodeIds: readonly string[]) => Promise<ReadonlyMap<string, SessionStanding>>;
}

/** What another server told may be lost with the connection that carried it. */
const LOOK_EVERY_MS = 15_000;

/**
 * Ends sessions as the bus says, within the same turn: all of a node, or all but the newest, which
 * may be with another server. Whatever the bus did not say is found in the database: at once when
 * news may have been missed, and within fifteen seconds when that went unnoticed.
 */
export function createLiveSessions({ bus, clock, log, standing }: LiveSessionsDeps): LiveSessions {
  const byNode = new Map<string, Map<string, LiveSession>>();
  const ended = new Map<string, { readonly moment: number; readonly reason: string }>();
  const stopping = new AbortController();
  let moment = 0;
  let cancel: Cancel | undefined;

  function end({ nodeId, holder, reason }: LiveEventOf<'agent-session'>): void {
    moment += 1;
    ended.set(nodeId, { moment, reason });
    for (const session of byNode.get(nodeId)?.values() ?? []) {
      if (session.sessionId !== holder) session.close(reason);
    }
  }

  async function look(): Promise<void> {
    const looked = [...byNode.values()].flatMap((sessions) => [...sessions.values()]);
    if (looked.length === 0) return;
    const found = await standing([...byNode.keys()]);
    for (const session of looked) {
      const reason = whyOver(session, found.get(session.nodeId));
      if (reason !== undefined) session.close(reason);
    }
  }

  function lookNow(): void {
    look().catch((error: unknown) => {
      log.warn('sessions not looked at', { reason: messageOf(error) });
    });
  }

  function lookLater(): void {
    if (byNode.size === 0 || stopping.signal.aborted) return;
    cancel ??= clock.after(LOOK_EVERY_MS, () => {
      cancel = undefined;
      lookNow();
      lookLater();
    });
  }

  async function follow(): Promise<void> {
    for await (const events of bus.follow('agent-session', stopping.signal)) events.forEach(end);
  }
  async function followGaps(): Promise<void> {
    for await (const _ of bus.follow('resync', stopping.signal)) lookNow();
  }
  void follow();
  void followGaps();

  return {
    moment: () => moment,
    add(session, sinceMoment) {
      const sessions = byNode.get(session.nodeId) ?? new Map<string, LiveSession>();
      byNode.set(session.nodeId, sessions.set(session.sessionId, session));
      const end = ended.get(session.nodeId);
      if (end !== undefined && end.moment > sinceMoment) session.close(end.reason);
      lookLater();
    },
    remove({ nodeId, sessionId }) {
      const sessions = byNode.get(nodeId);
      sessions?.delete(sessionId);
      if (sessions?.size === 0) byNode.delete(nodeId);
    },
    stop() {
      stopping.abort();
      cancel?.();
    },
  };
}

function whyOver(session: LiveSession, found: SessionStanding | undefined): string | undefined {
  if (found === undefined) return 'the node was removed';
  if (found.admission !== session.admission) return `the node is ${found.admission} by now`;
  const isNewest = found.ticket === null || isEqual(found.ticket, session.ticket);
  if (found.admission !== 'active' || isNewest) return undefined;
  return 'another connection of this node was opened';
}
