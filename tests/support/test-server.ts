import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '@/common/clock';
import type { User } from '@/common/domain/user';
import type { Log } from '@/common/log';
import { systemClock } from '@/common/node/system-clock';
import type { Actor } from '@/server/auth/actor';
import type { OidcConfig } from '@/server/auth/oidc';
import type { PasswordCost } from '@/server/auth/password-hash';
import type { Database } from '@/server/db/database';
import type { AddressRange } from '@/server/http/address-range';
import { createAgentApi } from '@/server/http/agent-api';
import { sendText } from '@/server/http/answers';
import { createClientAddress } from '@/server/http/client-address';
import { createHandlers } from '@/server/http/handlers';
import { createHttpServer } from '@/server/http/http-server';
import { listen } from '@/server/http/listen';
import { createHostRule } from '@/server/http/origin';
import { createPeopleApi } from '@/server/http/people-api';
import { createPrivacyRule } from '@/server/http/privacy-rule';
import { openTls, type TlsFiles } from '@/server/http/tls-keeper';
import { createTlsPort } from '@/server/http/tls-port';
import { acceptUpgrades } from '@/server/http/upgrades';
import { createAgentFiles } from '@/server/install/agent-files';
import { createInstallHandler } from '@/server/install/install-handler';
import { createCaller } from '@/server/trpc/app-router';
import { type WiredServices, wireServices } from '@/server/wire-services';
import { openTestDatabase, quietLog } from './test-database';

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** By which agents know that it is this server. */
  readonly fingerprint: string;
  readonly services: WiredServices['services'];
  readonly database: Database;
  /** The server's part of its data directory. */
  readonly directory: string;
  /** Calls procedures as somebody, or as nobody. */
  as(user: User | undefined): ReturnType<typeof createCaller>;
  /** Ends the process's part, and leaves the database open. */
  stop(): Promise<void>;
}

export interface TestServerOptions {
  readonly database?: Database;
  readonly clock?: Clock;
  readonly log?: Log;
  readonly port?: number;
  /** With a certificate of its own making, as where it is reached from other machines. */
  readonly isEncrypted?: boolean;
  /** With a certificate that somebody gave. */
  readonly given?: TlsFiles;
  readonly trustedProxies?: readonly AddressRange[];
  readonly oidc?: OidcConfig;
  /** Passwords cost next to nothing unless a test is about what they cost. */
  readonly passwordCost?: PasswordCost;
  /** A server on the same PostgreSQL, whose keys this one has a copy of. */
  readonly beside?: TestServer;
}

export const CHEAP_PASSWORDS: PasswordCost = { logN: 4, r: 8, p: 1 };

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

async function ownDatabase() {
  const database = await openTestDatabase();
  return { database, databaseUrl: database.place.url };
}

/** A whole server with a real database and real sockets; only the pages are missing. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const clock = options.clock ?? systemClock;
  const log = options.log ?? quietLog;
  const { database, databaseUrl } =
    options.database === undefined
      ? await ownDatabase()
      : { database: options.database, databaseUrl: undefined };
  const directory = directoryOf(database);
  if (options.beside !== undefined) copyKeys(options.beside.database, directory);
  const hosts = createHostRule(['ops.example.org']);
  const addressOf = createClientAddress(options.trustedProxies ?? []);
  const http = createHttpServer({ hosts, development: false, log });
  const { given } = options;
  const tls =
    options.isEncrypted || given !== undefined
      ? await openTls({ directory, given, names: [], clock, log })
      : undefined;
  const door =
    tls === undefined ? http.server : createTlsPort({ http: http.server, tls, hosts, clock, log });
  const port = await listen(door, '127.0.0.1', options.port ?? 0);
  const url = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
  const wired = await wireServices({
    database,
    clock,
    log,
    directory,
    origin: url,
    tls: tls?.view,
    databaseUrl,
    oidc: options.oidc,
    passwordCost: options.passwordCost ?? CHEAP_PASSWORDS,
    version: '0.0.0-test',
    connections: () => ({ agents: agents.sockets.clients.size, pages: 0 }),
  });
  const people = createPeopleApi(wired.services, log);
  const agents = createAgentApi(wired.sessions, log, {
    addressOf,
    hasOwnCertificate: tls?.view().mode === 'own',
  });
  const stopWatching = acceptUpgrades(http.server, {
    hosts,
    addressOf,
    isPrivate: createPrivacyRule(options.trustedProxies ?? []),
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
  const install = createInstallHandler({
    files: createAgentFiles('dist/agent'),
    door: () => ({ isEncrypted: false, spkiPin: null }),
  });
  http.serve(createHandlers({ services: wired.services, database, people, pages, install }));

  let isStopped = false;
  async function stop(): Promise<void> {
    if (isStopped) return;
    isStopped = true;
    stopWatching();
    for (const socket of [...people.sockets.clients, ...agents.sockets.clients]) socket.terminate();
    tls?.stop();
    door.close();
    http.server.closeAllConnections();
    await wired.stop();
  }
  return {
    url,
    port,
    fingerprint: (await wired.services.enrolment.keys()).fingerprint,
    services: wired.services,
    database,
    directory,
    as: (user) =>
      createCaller({
        actor: user && actorFor(user, clock),
        address: '127.0.0.1',
        services: wired.services,
      }),
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
      if (options.database !== undefined) return;
      await database.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** One that is started again on the same database has the same keys. */
function copyKeys(from: Database, directory: string): void {
  cpSync(join(directoryOf(from), 'keys'), join(directory, 'keys'), { recursive: true });
}

function directoryOf(database: Database): string {
  const known = directories.get(database);
  if (known !== undefined) return known;
  const directory = mkdtempSync(join(tmpdir(), 'opsbro-test-server-'));
  directories.set(database, directory);
  return directory;
}

const directories = new WeakMap<Database, string>();

/** Somebody at a browser who gave the password just now. */
export function actorFor(user: User, clock: Clock): Actor {
  const door = { kind: 'browser', sessionId: 'session-1', provenMs: clock.wallMs() } as const;
  return { user, door, address: '127.0.0.1' };
}

/** A key that nobody has yet, as an agent's public key. */
export function newPublicKey(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(randomBytes(32));
}
