import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '@/common/clock';
import type { User } from '@/common/domain/user';
import { systemClock } from '@/common/node/system-clock';
import type { Actor } from '@/server/auth/actor';
import type { Database } from '@/server/db/database';
import { createAgentApi } from '@/server/http/agent-api';
import { sendText } from '@/server/http/answers';
import { createHandlers } from '@/server/http/handlers';
import { createHttpServer } from '@/server/http/http-server';
import { listen } from '@/server/http/listen';
import { createHostRule } from '@/server/http/origin';
import { createPeopleApi } from '@/server/http/people-api';
import { acceptUpgrades } from '@/server/http/upgrades';
import { createCaller } from '@/server/trpc/app-router';
import { type WiredServices, wireServices } from '@/server/wire-services';
import { openTestDatabase, quietLog } from './test-database';

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly services: WiredServices['services'];
  readonly database: Database;
  /** Calls procedures as somebody, or as nobody. */
  as(user: User | undefined): ReturnType<typeof createCaller>;
  /** Ends the process's part, and leaves the database open. */
  stop(): Promise<void>;
}

export interface TestServerOptions {
  readonly database?: Database;
  readonly clock?: Clock;
  readonly port?: number;
}

export const admin: User = {
  id: 'u1',
  name: 'Ada',
  email: 'ada@example.org',
  role: 'admin',
  grants: [],
};
export const viewer: User = {
  id: 'u2',
  name: 'Vic',
  email: 'vic@example.org',
  role: 'viewer',
  grants: [],
};

/** A whole server with a real database and real sockets; only the pages are missing. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const clock = options.clock ?? systemClock;
  const log = quietLog;
  const directory = mkdtempSync(join(tmpdir(), 'opsbro-test-server-'));
  const database = options.database ?? (await openTestDatabase());
  const hosts = createHostRule(['ops.example.org']);
  const http = createHttpServer({ hosts, development: false, log });
  const port = await listen(http.server, '127.0.0.1', options.port ?? 0);
  const url = `http://127.0.0.1:${port}`;
  const wired = await wireServices({
    database,
    clock,
    log,
    directory,
    origin: url,
    version: '0.0.0-test',
    connections: () => ({ agents: agents.sockets.clients.size, pages: 0 }),
  });
  const people = createPeopleApi(wired.services, log);
  const agents = createAgentApi(wired.sessions, log);
  const stopWatching = acceptUpgrades(http.server, {
    hosts,
    people: people.sockets,
    agents: agents.sockets,
    development: undefined,
    clock,
    log,
  });
  const pages = {
    handle: (_: unknown, response: Parameters<typeof sendText>[0]) =>
      sendText(response, 200, 'a page'),
  };
  http.serve(createHandlers({ services: wired.services, database, people, pages }));

  let isStopped = false;
  async function stop(): Promise<void> {
    if (isStopped) return;
    isStopped = true;
    stopWatching();
    for (const socket of [...people.sockets.clients, ...agents.sockets.clients]) socket.terminate();
    http.server.close();
    http.server.closeAllConnections();
    await wired.stop();
    rmSync(directory, { recursive: true, force: true });
  }
  return {
    url,
    port,
    services: wired.services,
    database,
    as: (user) =>
      createCaller({
        actor: user && actorFor(user, clock),
        address: '127.0.0.1',
        services: wired.services,
      }),
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
      if (options.database === undefined) await database.close();
    },
  };
}

/** Somebody at a browser who gave the password just now. */
export function actorFor(user: User, clock: Clock): Actor {
  const door = { kind: 'browser', sessionId: 'session-1', provenMs: clock.wallMs() } as const;
  return { user, door, address: '127.0.0.1' };
}

/** A key that nobody has yet, as an agent's public key. */
export function newPublicKey(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(randomBytes(32));
}
