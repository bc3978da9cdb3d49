import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../scripts/launched';
import { auditFindings } from './audit-findings';
import { type Finding, none, within } from './goal';
import { LabFleet } from './lab-fleet';
import type { FullDiskOptions } from './server-full-disk';
import { SmallDisk } from './tmpfs';

const DISK_BYTES = 80 * 1024 * 1024;
const ALARM_MS_MAX = 10_000;
const RESUME_MS_MAX = 30_000;

/**
 * D4, the agents' half: their disk is filled to the last byte while the server is there, then the
 * server goes away as well for half of the time, so that reports have nowhere to go but memory.
 */
export async function runAgentFullDisk(options: FullDiskOptions): Promise<Finding[]> {
  const disk = new SmallDisk(options.folder, DISK_BYTES);
  const load = { intervalMs: 1_000, eventEvery: 20, isHasty: true };
  const fleet = new LabFleet({ ...options, ...load, agentsFolder: `${disk.mountPoint}/agents` });
  try {
    await fleet.start();
    await sleep(2_000);
    const filledMs = performance.now();
    disk.fill();
    await until('every process says so', () => fleet.loads.every(saysFull(fleet)));
    const alarmMs = performance.now() - filledMs;
    await sleep(options.holdMs / 2);
    await fleet.server.kill();
    options.say('the server is away too');
    await sleep(options.holdMs / 2);
    const ended = fleet.loads.filter(({ isRunning }) => !isRunning).length;
    disk.free();
    await fleet.server.start();
    const backMs = performance.now();
    await fleet.settled('all is delivered', ({ waiting, connected }) => {
      return connected > 0 && waiting <= options.agentsPerProcess * 2;
    });
    const resumeMs = performance.now() - backMs;
    const result = await fleet.audit();
    return [
      within('alarm in the log', alarmMs, ALARM_MS_MAX),
      none('processes that ended', ended),
      within('all is delivered after that', resumeMs, RESUME_MS_MAX),
      ...auditFindings(result),
    ];
  } finally {
    await fleet.end();
    disk.unmount();
  }
}

function saysFull({ loads }: LabFleet) {
  return (_: unknown, index: number) => {
    const path = `${loads[index]?.options.ledger}.log`;
    return existsSync(path) && readFileSync(path, 'utf8').includes('disk nearly full');
  };
}
