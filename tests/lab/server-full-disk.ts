import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../scripts/launched';
import { auditFindings } from './audit-findings';
import { type Finding, type GoalOptions, none, within } from './goal';
import { LabFleet } from './lab-fleet';
import { readLedger } from './ledger';
import { Person } from './person';
import { SmallDisk } from './tmpfs';

export interface FullDiskOptions extends GoalOptions {
  /** How long the disk stays full. */
  readonly holdMs: number;
  readonly processes: number;
  readonly agentsPerProcess: number;
  readonly series: number;
}

/** The database keeps 256 MiB free for itself: the disk has to be larger than that. */
const DISK_BYTES = 768 * 1024 * 1024;
const ALARM_MS_MAX = 10_000;
const RESUME_MS_MAX = 30_000;
const POLL_MS = 100;

/** D4, the server's half: somebody fills its disk to the last byte, and frees it later. */
export async function runServerFullDisk(options: FullDiskOptions): Promise<Finding[]> {
  const disk = new SmallDisk(options.folder, DISK_BYTES);
  const serverFolder = `${disk.mountPoint}/server`;
  const load = { intervalMs: 1_000, eventEvery: 20, isHasty: true };
  const fleet = new LabFleet({ ...options, ...load, serverFolder });
  try {
    await fleet.start();
    const person = new Person(fleet.server);
    await person.setUp();
    await person.signIn();
    await sleep(2_000);
    const { alarmMs, acknowledged, readable, signedIn } = await fillAndHold(
      { fleet, disk, person },
      options,
    );
    disk.free();
    const resumeMs = await timeUntilAcknowledged(fleet);
    const result = await fleet.audit();
    return [
      within('alarm in the health page', alarmMs, ALARM_MS_MAX),
      none('acknowledged while full, after the alarm', acknowledged),
      none('reads that failed while full', readable.failed),
      none('sign-ins that failed while full', signedIn.failed),
      within('acknowledges again after it was freed', resumeMs, RESUME_MS_MAX),
      none('times that the server ended', fleet.server.deaths),
      ...auditFindings(result),
    ];
  } finally {
    await fleet.end();
    disk.unmount();
  }
}

interface Scene {
  readonly fleet: LabFleet;
  readonly disk: SmallDisk;
  readonly person: Person;
}

async function fillAndHold({ fleet, disk, person }: Scene, { holdMs, say }: FullDiskOptions) {
  const filledMs = performance.now();
  disk.fill();
  await until('the health page says so', async () => isFullTold(await person.problems()));
  const alarmMs = performance.now() - filledMs;
  say(`full, and said so after ${Math.round(alarmMs)} ms`);
  await sleep(1_000);
  const before = acknowledgements(fleet);
  const readable = { failed: 0 };
  const signedIn = { failed: 0 };
  for (let look = 0; performance.now() - filledMs < holdMs; look += 1) {
    await sleep(2_000);
    if ((await person.problems()) === undefined) readable.failed += 1;
    // Sixty tries in a quarter of an hour are all that an address has.
    if (look % 5 === 0 && !(await person.signIn())) signedIn.failed += 1;
  }
  const acknowledged = acknowledgements(fleet) - before;
  say(`held for ${Math.round((performance.now() - filledMs) / 1_000)} s`);
  return { alarmMs, acknowledged, readable, signedIn };
}

function isFullTold(problems: readonly string[] | undefined): boolean {
  return problems?.some((problem) => problem.includes('disk')) ?? false;
}

function acknowledgements({ loads }: LabFleet): number {
  const entries = loads.flatMap(({ options }) => readLedger(options.ledger));
  return entries.filter(({ kind }) => kind === 'acknowledged').length;
}

async function timeUntilAcknowledged(fleet: LabFleet): Promise<number> {
  const freedMs = performance.now();
  const before = acknowledgements(fleet);
  await until('reports are taken again', async () => {
    await sleep(POLL_MS);
    return acknowledgements(fleet) > before;
  });
  return performance.now() - freedMs;
}
