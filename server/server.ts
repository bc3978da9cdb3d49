import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '@/common/clock';
import type { Log } from '@/common/log';
import type { ServerConfig } from './env';
import { createHttpServer } from './http/http-server';
import { listen, listenLocally } from './http/listen';
import { createHostRule } from './http/origin';
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
}

/**
 * Starts a server: listens at once, so that a browser is told what it waits for, and only then
 * loads the rest of the program, the database and the pages.
 * @throws {AppError} when the port is taken, the data directory is in use or cannot be written
 */
export async function startServer(config: ServerConfig, deps: ServerDeps): Promise<RunningServer> {
  const { development } = config;
  const hosts = createHostRule(config.names);
  const http = createHttpServer({ hosts, development, log: deps.log.part('http') });
  const port = await listen(http.server, config.host, config.port);
  const local = await listenLocally(http.server, config.host, port);
  const url = config.origin ?? `http://${urlHost(config.host)}:${port}`;
  deps.onListening(url);
  try {
    const directory = join(config.dataDirectory, 'server');
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const { openServer } = await import('./open-server');
    const open = await openServer({
      ...deps,
      http,
      hosts,
      directory,
      url,
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
      async close() {
        local?.close();
        await open.close();
      },
    };
  } catch (error) {
    local?.close();
    http.server.close();
    http.server.closeAllConnections();
    throw startFailure(error, config.dataDirectory);
  }
}

/** What to type in a browser for the address that is listened on. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
