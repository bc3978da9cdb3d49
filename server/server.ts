import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '@/common/clock';
import type { Log } from '@/common/log';
import type { ServerConfig } from './env';
import { createClientAddress } from './http/client-address';
import { createHttpServer } from './http/http-server';
import { listen, listenLocally } from './http/listen';
import { isLoopbackHost } from './http/loopback';
import { createHostRule } from './http/origin';
import { createPrivacyRule } from './http/privacy-rule';
import { placesOf } from './http/reach';
import { openTls, type TlsKeeper } from './http/tls-keeper';
import { createTlsPort } from './http/tls-port';
import type { OpenServer } from './open-server';
import { startFailure } from './start-failure';

export interface ServerDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  /** The folder with `app/`, `.next/` and `prisma/`. */
  readonly projectDirectory: string;
  /** Called as soon as a browser gets an answer. */
  readonly onListening: (url: string) => void;
  /** What the server is doing while it is not ready. */
  readonly onStep: (step: string) => void;
  /** The database is gone for good: the process should end and be started again. */
  readonly onFatal: (error: Error) => void;
}

export interface RunningServer extends OpenServer {
  /** Where people reach it. */
  readonly url: string;
  readonly port: number;
  /** Where the agent of this machine reaches it. */
  readonly agentUrl: string;
  /** SHA-256 of the certificate that it made itself, as browsers show it; `undefined` without one. */
  readonly ownCertificate: string | undefined;
  /** Looks at the files of the certificate again. */
  reloadTls(): Promise<void>;
}

/**
 * Starts a server: listens at once, so that a browser is told what it waits for, and only then
 * loads the rest of the program, the database and the pages.
 * @throws {AppError} when the port is taken, the data directory is in use or cannot be written
 */
export async function startServer(config: ServerConfig, deps: ServerDeps): Promise<RunningServer> {
  const { development } = config;
  const hosts = createHostRule(config.names, config.origin);
  const addressOf = createClientAddress(config.trustedProxies);
  const isPrivate = createPrivacyRule(config.trustedProxies);
  const log = deps.log.part('http');
  const directory = join(config.dataDirectory, 'server');
  const tls = await openTlsFor(config, { ...deps, directory });
  const isStrict = tls?.view().mode === 'given';
  const http = createHttpServer({ hosts, addressOf, isStrict, development, log });
  const door =
    tls === undefined
      ? http.server
      : createTlsPort({ http: http.server, tls, hosts, clock: deps.clock, log });
  const port = await listen(door, config.host, config.port);
  const local = await listenLocally(door, config.host, port);
  const { url, agentUrl } = placesOf({ ...config, port, isEncrypted: tls !== undefined });
  deps.onListening(url);
  function closeDoor(): void {
    tls?.stop();
    local?.close();
    door.close();
  }
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const { openServer } = await import('./open-server');
    const open = await openServer({
      ...deps,
      http,
      hosts,
      directory,
      url,
      tls: tls?.view,
      databaseUrl: config.databaseUrl,
      backup: config.backup,
      oidc: config.oidc,
      addressOf,
      isPrivate,
      development,
      onStep(step) {
        http.waitFor(step);
        deps.onStep(step);
      },
    });
    return {
      ...open,
      url,
      port,
      agentUrl,
      ownCertificate: tls?.ownFingerprint(),
      reloadTls: async () => tls?.reload(),
      async close() {
        closeDoor();
        await open.close();
      },
    };
  } catch (error) {
    closeDoor();
    http.server.closeAllConnections();
    throw startFailure(error, config.dataDirectory);
  }
}

/**
 * What is reached from other machines is encrypted, behind a proxy too; what this machine alone can
 * reach need not be.
 */
async function openTlsFor(
  { host, tls: given, names, dataDirectory }: ServerConfig,
  { clock, log, directory }: Pick<ServerDeps, 'clock' | 'log'> & { readonly directory: string },
): Promise<TlsKeeper | undefined> {
  if (given === undefined && isLoopbackHost(host)) return undefined;
  try {
    return await openTls({ directory, given, names, clock, log: log.part('tls') });
  } catch (error) {
    throw startFailure(error, dataDirectory);
  }
}
