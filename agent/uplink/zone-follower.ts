import type { Cancel } from '@/common/clock';
import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import type { GossipSelf, ZonesTaken } from '@/common/protocol/zone-orders';
import type { ServerLink } from './server-link';

/** Takes what the server tells an agent of its zone. */
export interface ZoneFollower {
  /** What the server is told first, at each session. */
  self(): GossipSelf;
  /**
   * @param said unchecked
   * @returns what this agent has now; nothing where it was not taken
   */
  take(said: unknown): ZonesTaken | undefined;
  /** Calls when the server is to be told again how this agent stands. */
  onTaken(tell: (taken: ZonesTaken) => void): Cancel;
}

interface FollowZones {
  readonly zones: ZoneFollower | undefined;
  readonly log: Log;
}

/** For as long as the connection lasts. */
export function followZones(link: ServerLink, { zones, log }: FollowZones): void {
  if (zones === undefined) return;
  const confirm = (taken: ZonesTaken) => {
    link.confirmZones(taken).catch((error: unknown) => {
      log.info('keys of zones not confirmed', { reason: messageOf(error) });
    });
  };
  const cancel = zones.onTaken(confirm);
  void link.ended.then(cancel);
  link.zones(zones.self(), (said) => {
    const taken = zones.take(said);
    if (taken !== undefined) confirm(taken);
  });
}
