import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { ClockWatch } from '@/agent/collectors/clock-watch';
import { newEpoch } from '@/agent/uplink/epoch';
import { openIdentity } from '@/agent/uplink/identity';
import { Outbox } from '@/agent/uplink/outbox/outbox';
import { type Connect, connectServer } from '@/agent/uplink/server-link';
import { createUplink, type Uplink } from '@/agent/uplink/uplink';
import type { SeriesDescription } from '@/common/domain/metric';
import type { Log } from '@/common/log';
import { systemClock } from '@/common/node/system-clock';
import { systemRandom } from '@/common/node/system-random';
import type { Random } from '@/common/random';
import { LedgerWriter } from './ledger';
import type { LoadOptions, LoadReply, LoadRequest } from './load-process';
import { currentTick, labValue, metricOf } from './load-values';

/**
 * A few agents in one process: the real uplink, outbox and session, fed with values that say where
 * they belong instead of what collectors find. Everything that the outbox takes and the server
 * acknowledges goes into a ledger. The argument is `LoadOptions` as JSON.
 */
const options = JSON.parse(argv[2] ?? '') as LoadOptions;
const ledger = new LedgerWriter(options.ledger);
const nodeOfEpoch = new Map<string, string>();
const HASTE = 0.02;
let producing = true;

const append = Outbox.prototype.append;
Outbox.prototype.append = function appendAndTell(report, series): void {
  append.call(this, report, series);
  ledger.accepted(nodeOfEpoch.get(report.epoch) ?? '', report);
};

function logOf(part: string): Log {
  const write = (level: string) => (message: string, fields?: Record<string, unknown>) => {
    const line = { atMs: Date.now(), level, part, message, ...fields };
    appendFileSync(`${options.ledger}.log`, `${JSON.stringify(line)}\n`);
  };
  return {
    debug: () => undefined,
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    part: () => logOf(part),
  };
}

/** The real connection, whose answers are also written down. */
function tapped(nodeId: string): Connect {
  return (url, clock) => {
    const link = connectServer(url, clock);
    return {
      ...link,
      async open(proof) {
        const opened = await link.open(proof);
        for (const { epoch, first, last } of opened.received) {
          ledger.acknowledged(nodeId, epoch, first, last);
        }
        return opened;
      },
      async report(report) {
        const answer = await link.report(report);
        if (answer.kind === 'taken') {
          ledger.acknowledged(nodeId, report.epoch, report.sequence, report.sequence);
        }
        return answer;
      },
    };
  };
}

function startAgent(agent: number): Uplink {
  const dataDirectory = join(options.directory, `agent-${agent}`);
  const identity = openIdentity(dataDirectory);
  const random = systemRandom();
  const epoch = newEpoch(systemClock, random);
  nodeOfEpoch.set(epoch, identity.nodeId);
  const uplink = createUplink({
    identity,
    epoch,
    serverUrl: options.server,
    serverKey: options.serverKey,
    dataDirectory,
    clock: systemClock,
    random: options.isHasty ? hasty(random) : random,
    log: logOf(`agent-${agent}`),
    agentVersion: 'lab',
    hostname: `lab-${agent}`,
    bootId: 'lab',
    machineId: 'lab',
    connect: tapped(identity.nodeId),
  });
  uplink.start();
  produce(agent, uplink);
  return uplink;
}

/** All jitter is full jitter: less chance is less waiting. */
function hasty(random: Random): Random {
  return { next: () => random.next() * HASTE };
}

function produce(agent: number, uplink: Uplink): void {
  const series = Array.from({ length: options.series }, (_, slot): SeriesDescription => {
    const metric = metricOf(slot);
    return { metric, labels: {}, path: metric, unit: 'count', kind: 'gauge', help: '' };
  });
  let ticks = 0;
  const watch = new ClockWatch(systemClock);
  const tick = () => {
    if (!producing) return;
    const now = currentTick();
    if (watch.jumpMs() !== 0) {
      uplink.sink.event({ kind: 'clock-jumped', atMs: systemClock.wallMs(), text: 'jumped' });
    }
    const samples = series.map((one, slot) => ({ series: one, value: labValue(agent, now, slot) }));
    uplink.sink.samples(systemClock.wallMs(), samples);
    ticks += 1;
    if (ticks % options.eventEvery === 1) {
      const text = `lab event ${now}`;
      uplink.sink.event({ kind: 'collector-state', atMs: systemClock.wallMs(), text });
    }
  };
  setTimeout(() => {
    tick();
    setInterval(tick, options.intervalMs);
  }, Math.random() * options.intervalMs);
}

const uplinks = options.agents.map(startAgent);

function reply(message: LoadReply): void {
  process.send?.(message);
}

process.on('message', (request: LoadRequest) => {
  if (request.kind === 'quiet') producing = false;
  const all = uplinks.map((uplink) => uplink.status());
  reply({
    kind: 'status',
    waiting: all.reduce((sum, { outbox }) => sum + outbox.reports, 0),
    connected: all.filter(({ state }) => state === 'connected').length,
    droppedSamples: all.reduce((sum, { outbox }) => sum + outbox.droppedSamples, 0),
    skewMs: all.map(({ clockSkewMs }) => clockSkewMs),
    rssBytes: process.memoryUsage.rss(),
  });
});
process.once('disconnect', () => process.exit(0));
reply({ kind: 'started' });
