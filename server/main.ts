import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError, messageOf } from '@/common/errors';
import { createLogOutput, type LogOutput } from '@/common/node/log-output';
import { projectDirectoryOf } from '@/common/node/project-directory';
import { systemClock } from '@/common/node/system-clock';
import { type ServerConfig, serverConfig } from './env';
import { createLauncherLink } from './launcher-link';
import { type RunningServer, startServer } from './server';
import { startFailure } from './start-failure';
import { VERSION } from './version';

const EXIT_FAILED = 1;
const EXIT_CONFIGURATION = 78;
const STOP_MS_MAX = 10_000;

async function main(): Promise<void> {
  const config = serverConfig();
  const output = openLog(config);
  const { log } = output;
  const launcher = createLauncherLink();
  let running: RunningServer | undefined;
  let stopping = false;

  async function stop(reason: string, exitCode: number): Promise<void> {
    if (stopping) return;
    stopping = true;
    log.info('stopping', { reason });
    setTimeout(() => process.exit(EXIT_FAILED), STOP_MS_MAX).unref();
    await running?.close();
    log.info('stopped');
    await output.close();
    process.exit(exitCode);
  }

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => void stop(signal, 0));
  }
  process.on('SIGHUP', () => void running?.reloadTls());
  process.on('uncaughtException', (error) => {
    log.error('uncaught', { reason: messageOf(error), error });
    void stop('uncaught exception', EXIT_FAILED);
  });
  process.on('unhandledRejection', (error) => {
    log.error('unhandled rejection', { reason: messageOf(error), error });
  });
  launcher.onGone(() => void stop('launcher gone', 0));

  running = await startServer(config, {
    clock: systemClock,
    log,
    version: VERSION,
    projectDirectory: projectDirectoryOf(dirname(fileURLToPath(import.meta.url))),
    onListening: (url) => launcher.tell({ kind: 'listening', url }),
    onStep: (step) => launcher.tell({ kind: 'step', step }),
    onFatal: (error) => {
      log.error('database lost', { reason: messageOf(error) });
      void stop('database lost', EXIT_FAILED);
    },
  });
  const { url, port, enrol } = running;
  log.info('ready', { url, version: VERSION });
  launcher.serve({ enrol });
  const setUpLink = await running.setUpLink();
  const { serverKey, agentUrl, ownCertificate } = running;
  launcher.tell({ kind: 'ready', url, port, setUpLink, serverKey, agentUrl, ownCertificate });
}

function openLog({ dataDirectory, logLevel }: ServerConfig): LogOutput {
  try {
    return createLogOutput('server', {
      clock: systemClock,
      level: logLevel,
      directory: join(dataDirectory, 'server/log'),
    });
  } catch (error) {
    throw startFailure(error, dataDirectory);
  }
}

main().catch((error: unknown) => {
  createLauncherLink().tell({ kind: 'failed', message: messageOf(error) });
  if (!AppError.is(error))
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exit(AppError.is(error) && error.code === 'INVALID' ? EXIT_CONFIGURATION : EXIT_FAILED);
});
