/**
 * What it costs to watch a machine: our agent beside node-exporter and netdata, one after another
 * on the same machine. Prints a line of JSON for each and a table.
 *
 *     npm run bench -- agents [seconds]
 */
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startBenchServer } from './bench-server';
import { cpuSeconds, memoryBytes } from './process-meter';
import { opsbroAgent, peers, type Subject, versionOf } from './subjects';

const STARTS = 5;
const SETTLE_SECONDS = 20;
const MIB = 1024 * 1024;

interface Row {
  readonly agent: string;
  readonly version: string;
  readonly 'every s': number;
  readonly series: number;
  readonly 'first sample s': number;
  readonly 'CPU s/min': number;
  readonly 'CPU ms per collection': number;
  readonly 'RSS MB': number;
  readonly 'PSS MB': number;
}

async function main(): Promise<void> {
  const seconds = Number(process.argv[2] ?? 120);
  const work = mkdtempSync(join(tmpdir(), 'opsbro-bench-'));
  const server = await startBenchServer(join(work, 'server'));
  const rows: Row[] = [];
  try {
    const ours = opsbroAgent(server.url, server.serverKey);
    const directory = join(work, 'agent');
    await server.enrol(directory);
    rows.push(await measure(ours, directory, seconds, server.forget));
    for (const peer of peers()) {
      const folder = join(work, peer.name);
      mkdirSync(folder);
      rows.push(await measure(peer, folder, seconds));
    }
  } finally {
    await server.stop();
    rmSync(work, { recursive: true, force: true });
  }
  for (const row of rows) console.log(JSON.stringify(row));
  console.table(rows);
}

async function measure(
  subject: Subject,
  directory: string,
  seconds: number,
  beforeStart: () => Promise<void> = async () => {},
): Promise<Row> {
  const startsSeconds: number[] = [];
  let child: ChildProcess | undefined;
  for (let start = 0; start < STARTS; start++) {
    if (child !== undefined) await stop(child);
    await beforeStart();
    const startedMs = performance.now();
    child = subject.start(directory);
    await firstSample(subject);
    startsSeconds.push((performance.now() - startedMs) / 1_000);
  }
  const pid = child?.pid ?? 0;
  await sleep(SETTLE_SECONDS * 1_000);
  const cpuBefore = cpuSeconds(pid);
  const startedMs = performance.now();
  while (performance.now() - startedMs < seconds * 1_000) {
    await subject.poll?.();
    await sleep(subject.intervalSeconds * 1_000);
  }
  const elapsedSeconds = (performance.now() - startedMs) / 1_000;
  const cpu = cpuSeconds(pid) - cpuBefore;
  const { rss, pss } = memoryBytes(pid);
  const series = await subject.samples();
  if (child !== undefined) await stop(child);
  return {
    agent: subject.name,
    version: subject.name === 'opsbro agent' ? 'this checkout' : versionOf(subject.name),
    'every s': subject.intervalSeconds,
    series,
    'first sample s': round(median(startsSeconds), 2),
    'CPU s/min': round((cpu / elapsedSeconds) * 60, 3),
    'CPU ms per collection': round((cpu / elapsedSeconds) * subject.intervalSeconds * 1_000, 1),
    'RSS MB': round(rss / MIB, 1),
    'PSS MB': round(pss / MIB, 1),
  };
}

async function firstSample(subject: Subject): Promise<void> {
  const deadlineMs = performance.now() + 60_000;
  while (performance.now() < deadlineMs) {
    if ((await subject.samples().catch(() => 0)) > 0) return;
    await sleep(10);
  }
  throw new Error(`${subject.name} gave no sample within a minute`);
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

await main();
