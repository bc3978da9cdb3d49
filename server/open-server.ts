import { join } from 'node:path';
import type { Clock } from '@/common/clock';
import type { TlsView } from '@/common/domain/enrolment';
import type { Log } from '@/common/log';
import { nodeIdOf } from '@/common/node/node-id';
import { type OidcSettings, openOidc } from './auth/oidc-settings';
import type { BackupConfig } from './backups/backup-part';
import { openConsoleServer } from './console/console-server';
import type { Database } from './db/database';
import { openDatabase } from './db/open-database';
import { createAgentApi } from './http/agent-api';
import type { ClientAddress } from './http/client-address';
import { createHandlers } from './http/handlers';
import type { HttpServer } from './http/http-server';
import type { HostRule } from './http/origin';
import { openPages, type Pages } from './http/pages';
import { createPeopleApi } from './http/people-api';
import type { PrivacyRule } from './http/privacy-rule';
import { acceptUpgrades } from './http/upgrades';
import type { AgentSessions } from './ingest/agent-sessions';
import { createAgentFiles } from './install/agent-files';
import { createInstallHandler } from './install/install-handler';
import { provideRuntime, type Services } from './services';
import { appRouter } from './trpc/app-router';
import { wireServices } from './wire-services';

export interface OpenServerDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  readonly projectDirectory: string;
  readonly http: HttpServer;
  readonly hosts: HostRule;
  /** The server's part of the data directory. */
  readonly directory: string;
  /** Where people and other machines reach this server. */
  readonly url: string;
  /** `undefined` where it speaks plain text, to its own machine alone. */
  readonly tls: (() => TlsView) | undefined;
  /** A PostgreSQL instead of the embedded database. */
  readonly databaseUrl: string | undefined;
  readonly backup: BackupConfig;
  readonly oidc: OidcSettings;
  readonly addressOf: ClientAddress;
  readonly isPrivate: PrivacyRule;
  readonly development: boolean;
  readonly onStep: (step: string) => void;
  readonly onFatal: (error: Error) => void;
}

export interface OpenServer {
  /** Fingerprint of the key by which agents know this server. */
  readonly serverKey: string;
  /** A one-time link for the first account; `undefined` when there is one. */
  setUpLink(): Promise<string | undefined>;
  /** Admits an agent's key, 32 bytes. @returns the node's id */
  enrol(publicKey: Uint8Array<ArrayBuffer>, hostname: string): Promise<string>;
  /** Answers what is under way, closes the sockets, then the database. */
  close(): Promise<void>;
}

/** Enough for PostgreSQL to come back and to write its checkpoint. */
const RESERVE_BYTES = 48 * 1024 * 1024;

/** Opens the database and the pages behind a port that is listened on already. */
export async function openServer(deps: OpenServerDeps): Promise<OpenServer> {
  const { clock, log, http, url, directory } = deps;
  const oidc = openOidc(deps.oidc);
  const [database, pages] = await Promise.all([
    openDatabase({
      directory: `${directory}/pg`,
      reserveBytes: RESERVE_BYTES,
      url: deps.databaseUrl,
      clock,
      log: log.part('database'),
      onProgress: deps.onStep,
      onFatal: deps.onFatal,
    }),
    openPages(deps.projectDirectory, deps.development),
  ]);
  deps.onStep('reading the journal');
  let doors: ReturnType<typeof openDoors> | undefined;
  const { services, sessions, stop } = await wireServices({
    ...deps,
    oidc,
    database,
    origin: url,
    connections: () => ({
      agents: doors?.agents.sockets.clients.size ?? 0,
      pages: doors?.people.sockets.clients.size ?? 0,
    }),
  });
  const opened = openDoors(deps, { services, sessions, database, pages });
  doors = opened;
  const { people, agents, stopWatching } = opened;

  const setUpLink = async () => {
    const code = await services.setUp.issueCode();
    return code === undefined ? undefined : `${url}/setup#${code}`;
  };
  const local = await openConsoleServer({
    services,
    directory,
    log: log.part('console'),
    setUpLink,
  });

  return {
    serverKey: (await services.enrolment.keys()).fingerprint,
    setUpLink,
    async enrol(publicKey, hostname) {
      const id = nodeIdOf(publicKey);
      await services.nodes.enrol({ id, publicKey, hostname });
      return id;
    },
    async close() {
      stopWatching();
      await local.close();
      people.tellToReconnect();
      http.server.close();
      for (const socket of [...people.sockets.clients, ...agents.sockets.clients]) {
        socket.close(1012, 'the server is stopping');
      }
      await stop();
      http.server.closeAllConnections();
      await pages.close();
      await database.close();
    },
  };
}

interface Rooms {
  readonly services: Services;
  readonly sessions: AgentSessions;
  readonly database: Database;
  readonly pages: Pages;
}

/** Everything that answers on the port. */
function openDoors(deps: OpenServerDeps, { services, sessions, database, pages }: Rooms) {
  const { http, log, addressOf, isPrivate, clock, hosts } = deps;
  const people = createPeopleApi(services, log.part('api'));
  const agents = createAgentApi(sessions, log.part('agents'), {
    hasOwnCertificate: deps.tls?.().mode === 'own',
    addressOf,
  });
  provideRuntime({ services, router: appRouter });
  const stopWatching = acceptUpgrades(http.server, {
    hosts,
    addressOf,
    isPrivate,
    people: people.sockets,
    agents: agents.sockets,
    development: deps.development ? pages.upgrades : undefined,
    clock,
    log: log.part('http'),
  });
  const install = createInstallHandler({
    files: createAgentFiles(join(deps.projectDirectory, 'dist/agent')),
    door: () => doorOf(deps.url, deps.tls?.()),
  });
  http.serve(createHandlers({ services, database, people, pages, install }));
  return { people, agents, stopWatching };
}

/** How other machines come in: what of the certificate they cannot check by an authority, they pin. */
function doorOf(url: string, tls: TlsView | undefined) {
  const spkiPin = tls?.mode === 'own' ? tls.spkiPin : null;
  return { isEncrypted: url.startsWith('https:'), spkiPin };
}
