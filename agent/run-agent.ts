import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '@/common/log';
import { createLogOutput, type LogConsole } from '@/common/node/log-output';
import { systemClock } from '@/common/node/system-clock';
import { systemRandom } from '@/common/node/system-random';
import { NODE_NAME_LENGTH_MAX } from '@/common/protocol/session';
import { Agent } from './agent';
import type { GossipSeams } from './cluster/cluster';
import { systemGossip } from './cluster/system-gossip';
import { createSystemHost } from './collectors/system-host';
import type { AgentConfig } from './config/config';
import type { SettingInForce } from './config/settings-in-force';
import { machineIds } from './enrol/machine-ids';
import { environmentVariables } from './env';
import { createLocalApi } from './local-api/create-local-api';
import { type LocalServer, openLocalServer } from './local-api/local-server';
import { socketPath } from './local-api/socket-path';
import { packJudges } from './packs/pack-judges';
import { packPlaces } from './packs/pack-places';
import { PackStore, type Packs } from './packs/pack-store';
import { processMeter } from './process-meter';
import { newEpoch } from './uplink/epoch';
import { type Identity, openIdentity } from './uplink/identity';
import { readServerFile } from './uplink/server-file';
import { createUplink } from './uplink/uplink';
import { version } from './version';

/** A stop that takes longer is cut short; what is not sent by then lies in the outbox. */
const STOP_MS_MAX = 5_000;

/**
 * Runs the agent of this machine until it is told to stop, by a signal or through its socket.
 * @param settings the same as the configuration, for whoever asks where it comes from
 * @throws {AppError} CONFLICT when another agent uses the data directory.
 */
export async function runAgent(
  config: AgentConfig,
  settings: readonly SettingInForce[],
  console: LogConsole,
): Promise<void> {
  const { dataDirectory } = config;
  const path = socketPath(dataDirectory);
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  const output = createLogOutput('agent', {
    clock: systemClock,
    level: config.logLevel,
    directory: join(dataDirectory, 'log'),
    console,
  });
  const { log } = output;
  const server = await openLocalServer(path, log.part('local-api'));
  try {
    await live(config, settings, log, server);
  } finally {
    await server.close();
    await output.close();
  }
}

async function live(
  config: AgentConfig,
  settings: readonly SettingInForce[],
  log: Log,
  server: LocalServer,
): Promise<void> {
  const stopAsked = stopRequest();
  const packs = new PackStore({
    clock: systemClock,
    log: log.part('packs'),
    places: packPlaces(config),
    judges: packJudges,
  });
  const identity = openIdentity(config.dataDirectory);
  const { dataDirectory } = config;
  const gossip = systemGossip({ clock: systemClock, log, dataDirectory, identity });
  const agent = await createAgent({ config, log, packs: await packs.open(), identity, gossip });
  server.serve(
    createLocalApi({
      agent,
      packs,
      places: packPlaces(config),
      settings,
      gossip,
      stop: () => stopAsked.ask('opsbro agent stop'),
    }),
  );
  agent.start();
  packs.watch((present) => agent.usePacks(present));
  process.on('SIGHUP', () => void packs.reload());
  const why = await stopAsked.asked;
  packs.stop();
  await Promise.race([agent.stop(why), timePassed(STOP_MS_MAX)]);
}

interface AgentParts {
  readonly config: AgentConfig;
  readonly log: Log;
  readonly packs: Packs;
  readonly identity: Identity;
  readonly gossip: GossipSeams;
}

async function createAgent({ config, log, packs, identity, gossip }: AgentParts): Promise<Agent> {
  const clock = systemClock;
  const random = systemRandom();
  const host = createSystemHost(clock);
  const uplink = createUplink({
    clock,
    random,
    log,
    identity,
    epoch: newEpoch(clock, random),
    dataDirectory: config.dataDirectory,
    serverUrl: config.server || (readServerFile(config.dataDirectory)?.server ?? null),
    serverKey: config.serverKey,
    agentVersion: version,
    hostname: host.hostname,
    ...(config.name === '' ? {} : { name: config.name.slice(0, NODE_NAME_LENGTH_MAX) }),
    ...machineIds(host),
    outboxLimits: config.outbox,
  });
  const process = processMeter();
  const variables = environmentVariables();
  return new Agent({
    clock,
    random,
    host,
    log,
    config,
    version,
    uplink,
    packs,
    process,
    variables,
    gossip,
  });
}

interface StopRequest {
  /** Resolves with who asked. */
  readonly asked: Promise<string>;
  ask(why: string): void;
}

/** A second signal, from somebody who lost patience, ends the process where it stands. */
function stopRequest(): StopRequest {
  let ask: StopRequest['ask'] = () => undefined;
  const asked = new Promise<string>((resolve) => {
    ask = resolve;
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => ask(signal));
  // Whoever started this agent with a channel and is gone leaves nobody who would stop it.
  process.once('disconnect', () => ask('its launcher is gone'));
  process.channel?.unref();
  return { asked, ask };
}

function timePassed(durationMs: number): Promise<void> {
  return new Promise((resolve) => {
    systemClock.after(durationMs, resolve);
  });
}
