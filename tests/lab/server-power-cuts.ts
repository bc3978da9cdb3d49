import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '@/common/errors';
import { auditFindings } from './audit-findings';
import { distribution, type Finding, type GoalOptions, noted, spread } from './goal';
import { LabFleet } from './lab-fleet';
import { LoopDisk } from './loop-disk';

export interface ServerPowerCutOptions extends GoalOptions {
  readonly cuts: number;
  readonly lifeMsMin: number;
  readonly lifeMsMax: number;
  readonly processes: number;
  readonly agentsPerProcess: number;
  readonly series: number;
}

const DISK_BYTES = 4 * 2 ** 30;

/**
 * D2, the server's half: its data directory lies on a disk whose power is cut under load. Agents
 * and their ledgers lie on another disk and live on, so whatever was acknowledged and is not there
 * afterwards is gone for good: nobody sends it again.
 */
export async function runServerPowerCuts(options: ServerPowerCutOptions): Promise<Finding[]> {
  const disk = new LoopDisk(options.folder, DISK_BYTES);
  disk.mount();
  const fleet = new LabFleet({
    ...options,
    serverFolder: `${disk.mountPoint}/server`,
    intervalMs: 1_000,
    eventEvery: 20,
    isHasty: true,
  });
  try {
    await fleet.start();
    const backMs: number[] = [];
    for (let cut = 1; cut <= options.cuts && !options.isOver(); cut++) {
      await sleep(spread(options.random, options.lifeMsMin, options.lifeMsMax));
      await cutOnce(fleet, disk, cut, backMs);
      if (cut % 5 === 0) options.say(`power cut ${cut} of ${options.cuts}`);
    }
    return [
      noted('power cuts', `${backMs.length} of ${options.cuts} asked for`),
      noted('ready after the power was back', distribution(backMs, 'ms')),
      ...auditFindings(await fleet.audit()),
    ];
  } finally {
    await fleet.end();
    await disk.unmount();
  }
}

/** @throws {Error} when the database does not open: there is nothing to go on with then */
async function cutOnce(
  { server }: LabFleet,
  disk: LoopDisk,
  cut: number,
  backMs: number[],
): Promise<void> {
  disk.cutPower();
  await server.kill();
  await disk.unmount();
  disk.mount();
  try {
    backMs.push(await server.start());
  } catch (error) {
    throw new Error(`the database did not open after power cut ${cut}: ${messageOf(error)}`);
  }
}
