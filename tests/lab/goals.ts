import { runAgentFullDisk } from './agent-full-disk';
import { runAgentPowerCuts } from './agent-power-cuts';
import { lacksFakeTime, runClockJumps } from './clock-jumps';
import { runDatabaseDamage } from './database-damage';
import type { Finding, GoalOptions } from './goal';
import { runGossipStorm } from './gossip-storm';
import { runGuessing } from './guessing';
import { runHostileExpressions } from './hostile-expressions';
import { runHostilePackets } from './hostile-packets';
import { runKills } from './kills';
import { runLiveUpdates } from './live-updates';
import { lacksLoopDisk } from './loop-disk';
import { runServerFullDisk } from './server-full-disk';
import { runServerPowerCuts } from './server-power-cuts';
import { runStoppedServer } from './stopped-server';
import { runStorm } from './storm';
import { lacksSwitch } from './support/switch';
import { lacksTmpfs } from './tmpfs';

export interface Goal {
  readonly summary: string;
  /** Mounts file systems, so it gets a mount namespace of its own. */
  readonly mounts?: true;
  /** Why it cannot run here. */
  lacks(): string | undefined;
  /** @param numberOf what the command line says for a name, or else the given number */
  run(
    options: GoalOptions,
    numberOf: (name: string, otherwise: number) => number,
  ): Promise<Finding[]>;
}

/** By the names of RELIABILITY.md. */
export const GOALS: Readonly<Record<string, Goal>> = {
  d1: {
    summary: 'kill -9 of the server and of agents under load',
    lacks: () => undefined,
    run: (options, numberOf) =>
      runKills({
        ...options,
        kills: numberOf('kills', 1_000),
        processes: numberOf('processes', 10),
        agentsPerProcess: numberOf('agents', 5),
        series: numberOf('series', 100),
      }),
  },
  'd2-server': {
    summary: "power cuts under the server's database",
    mounts: true,
    lacks: lacksLoopDisk,
    run: (options, numberOf) =>
      runServerPowerCuts({
        ...options,
        cuts: numberOf('cuts', 200),
        lifeMsMin: 300,
        lifeMsMax: numberOf('life', 40) * 1_000,
        processes: numberOf('processes', 4),
        agentsPerProcess: numberOf('agents', 5),
        series: numberOf('series', 50),
      }),
  },
  'd2-agent': {
    summary: 'power cuts under the outbox of agents whose server is away',
    mounts: true,
    lacks: lacksLoopDisk,
    run: (options, numberOf) =>
      runAgentPowerCuts({
        ...options,
        cuts: numberOf('cuts', 200),
        lifeMsMin: 300,
        lifeMsMax: numberOf('life', 40) * 1_000,
        agents: numberOf('agents', 5),
      }),
  },
  'd4-server': {
    summary: 'a full disk under the database',
    mounts: true,
    lacks: lacksTmpfs,
    run: (options, numberOf) =>
      runServerFullDisk({
        ...options,
        holdMs: numberOf('hold', 300) * 1_000,
        processes: numberOf('processes', 2),
        agentsPerProcess: numberOf('agents', 5),
        series: numberOf('series', 50),
      }),
  },
  'd4-agent': {
    summary: 'a full disk under the outbox, then without a server too',
    mounts: true,
    lacks: lacksTmpfs,
    run: (options, numberOf) =>
      runAgentFullDisk({
        ...options,
        holdMs: numberOf('hold', 300) * 1_000,
        processes: numberOf('processes', 2),
        agentsPerProcess: numberOf('agents', 5),
        series: numberOf('series', 50),
      }),
  },
  'd6-database': {
    summary: 'bits of the files of a database flip, and files are cut off',
    lacks: () => undefined,
    run: (options, numberOf) => {
      return runDatabaseDamage({ ...options, damages: numberOf('rounds', 200) });
    },
  },
  d7: {
    summary: 'a server that is stopped under load and goes on',
    lacks: () => undefined,
    run: (options, numberOf) =>
      runStoppedServer({
        ...options,
        rounds: numberOf('rounds', 20),
        stoppedMs: numberOf('hold', 60) * 1_000,
        processes: numberOf('processes', 10),
        agentsPerProcess: numberOf('agents', 5),
        series: numberOf('series', 100),
      }),
  },
  'd7-storm': {
    summary: 'a fleet that loses its server and comes back',
    lacks: () => undefined,
    run: (options, numberOf) =>
      runStorm({
        ...options,
        processes: numberOf('processes', 5),
        agentsPerProcess: numberOf('agents', 400),
        awayMs: numberOf('hold', 30) * 1_000,
      }),
  },
  'd8-agents': clocks('agents'),
  'd8-server': clocks('server'),
  'd10-live': {
    summary: 'pages of two servers on one PostgreSQL, and a machine that is there twice',
    lacks: () => undefined,
    run: (options, numberOf) => runLiveUpdates({ ...options, rounds: numberOf('rounds', 100) }),
  },
  g7: {
    summary: 'hostile bytes to the decoders and the ports of gossip',
    lacks: () => undefined,
    run: (options, numberOf) =>
      runHostilePackets({
        ...options,
        inputs: numberOf('inputs', 10_000_000),
        junkPerSecond: numberOf('rate', 20_000),
        holdMs: numberOf('hold', 50) * 1_000,
      }),
  },
  gossip: {
    summary: 'agents on a bad network, some of them stopped and killed',
    lacks: lacksSwitch,
    run: (options, numberOf) =>
      runGossipStorm({
        ...options,
        agents: numberOf('agents', 100),
        stormMs: numberOf('hold', 1_800) * 1_000,
        weather: { loss: 0.3, delayMs: 50, jitterMs: 50, duplicate: 0.05 },
      }),
  },
  s5: {
    summary: 'passwords are guessed from one address and from many',
    lacks: () => undefined,
    run: (options, numberOf) =>
      runGuessing({
        ...options,
        tries: numberOf('tries', 20_000),
        addresses: numberOf('addresses', 500),
      }),
  },
  s7: {
    summary: 'expressions that want out, or want a machine busy',
    lacks: () => undefined,
    run: (options, numberOf) =>
      runHostileExpressions({ ...options, inputs: numberOf('inputs', 10_000_000) }),
  },
};

function clocks(victim: 'agents' | 'server'): Goal {
  return {
    summary: `the wall clock of the ${victim} jumps`,
    lacks: lacksFakeTime,
    run: (options, numberOf) =>
      runClockJumps({
        ...options,
        victim,
        holdMs: numberOf('hold', 10) * 1_000,
        stepsBack: numberOf('rounds', 6),
        agentsPerProcess: numberOf('agents', 5),
        series: numberOf('series', 20),
      }),
  };
}
