import type { Cancel, Clock } from '@/common/clock';
import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import type { Bus, LiveEventOf } from '../live/bus';
import type { Actor, Door } from './actor';

/** Something that goes on after it was let in: a socket, an answer that streams. */
export interface OpenConnection {
  readonly actor: Actor;
  /** When its session or token runs out, wall clock. */
  readonly untilMs: number;
  /** Ends it at once; nothing is sent afterwards. */
  close(): void;
}

export interface OpenConnectionsDeps {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Log;
  /** Of doors, those that are still open to those who came through them, read from the database. */
  readonly stillOpen: (actors: readonly Actor[]) => Promise<ReadonlySet<Actor>>;
}

/** The wall clock may be set: so even what runs out tomorrow is looked at soon. */
const LOOK_EVERY_MS = 500;
/** An event of another server may be lost with the connection that carries it. */
const ASK_EVERY_LOOKS = 30;

/**
 * What is open under whose rights, so that it ends with them: at once when something is said on the
 * bus, on time when a session or a token runs out, and within fifteen seconds when
 * another server's word was lost unnoticed.
 */
export function createOpenConnections({ bus, clock, log, stillOpen }: OpenConnectionsDeps) {
  const open = new Set<OpenConnection>();
  const stopping = new AbortController();
  let changes = 0;
  let looks = 0;
  let cancel: Cancel | undefined;

  const closeWhere = (isMeant: (connection: OpenConnection) => boolean) => closeSome(open, isMeant);

  function askSoon(): void {
    ask().catch((error: unknown) => log.warn('rights not asked', { reason: messageOf(error) }));
  }

  async function ask(): Promise<void> {
    const asked = [...open];
    const allowed = await stillOpen(asked.map(({ actor }) => actor));
    const refused = new Set(asked.filter(({ actor }) => !allowed.has(actor)));
    closeWhere((connection) => refused.has(connection));
  }

  function look(): void {
    const nowMs = clock.wallMs();
    closeWhere(({ untilMs }) => untilMs <= nowMs);
    looks += 1;
    if (looks % ASK_EVERY_LOOKS === 0 && open.size > 0) askSoon();
    lookLater();
  }

  /** Soon enough for whichever runs out first. */
  function lookLater(): void {
    cancel?.();
    cancel = undefined;
    if (open.size === 0) return;
    const untilMs = Math.min(...[...open].map((connection) => connection.untilMs));
    const delayMs = Math.min(LOOK_EVERY_MS, Math.max(0, untilMs - clock.wallMs()));
    cancel = clock.after(delayMs, look);
  }

  const listening = (async () => {
    for await (const events of bus.follow('access', stopping.signal)) {
      changes += events.length;
      for (const event of events) closeWhere(({ actor }) => concerns(event, actor));
    }
  })();

  const resyncing = (async () => {
    for await (const _ of bus.follow('resync', stopping.signal)) {
      changes += 1;
      askSoon();
    }
  })();

  return {
    open: open as ReadonlySet<OpenConnection>,
    /** Moves on with every change of anybody's rights. */
    get changes(): number {
      return changes;
    },

    /**
     * @param changesBefore `changes` from before the actor was read. If it has moved on since, what
     * was read may be stale.
     * @returns to be called when it has ended by itself; `undefined` when it may not begin
     */
    add(connection: OpenConnection, changesBefore: number): (() => void) | undefined {
      if (changesBefore !== changes) return undefined;
      open.add(connection);
      if (cancel === undefined || connection.untilMs < clock.wallMs() + LOOK_EVERY_MS) lookLater();
      return () => open.delete(connection);
    },

    async stop(): Promise<void> {
      cancel?.();
      stopping.abort();
      await Promise.all([listening, resyncing]);
    },
  };
}

function closeSome(
  open: Set<OpenConnection>,
  isMeant: (connection: OpenConnection) => boolean,
): void {
  for (const connection of open) {
    if (!isMeant(connection)) continue;
    open.delete(connection);
    connection.close();
  }
}

function concerns(event: LiveEventOf<'access'>, { user, door }: Actor): boolean {
  if (event.userId !== undefined) return event.userId === user.id;
  return event.sessionId === sessionIdOf(door) || event.tokenId === tokenIdOf(door);
}

/** Two that are both absent are not the same. */
function sessionIdOf(door: Door): string | null {
  return door.kind === 'browser' ? door.sessionId : null;
}

function tokenIdOf(door: Door): string | null {
  return door.kind === 'token' ? door.tokenId : null;
}
