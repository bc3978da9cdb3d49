/** What the page of mod_status says in its form for programs, see its `?auto`. */
export interface ServerStatus {
  readonly version: string | undefined;
  readonly mpm: string | undefined;
  readonly uptimeSeconds: number | undefined;
  /** Missing where ExtendedStatus is off. */
  readonly requests: number | undefined;
  readonly sentKib: number | undefined;
  readonly busyWorkers: number;
  readonly idleWorkers: number;
  /** Connections that the event MPM holds without a worker. */
  readonly connections: number | undefined;
  readonly workers: WorkersByTask;
}

export type WorkersByTask = Readonly<Record<(typeof TASKS)[keyof typeof TASKS], number>>;

/** Signs of the scoreboard; `_` waits and `.` is a slot without a process. */
const TASKS = {
  S: 'starting',
  R: 'reading',
  W: 'writing',
  K: 'keeping_alive',
  D: 'looking_up',
  C: 'closing',
  L: 'logging',
  G: 'finishing',
  I: 'cleaning_up',
} as const;

const TEXT_LENGTH_MAX = 100;

/** @returns `undefined` for any other page. */
export function parseServerStatus(text: string): ServerStatus | undefined {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(': ');
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 2).trim());
  }
  const number = (name: string) => {
    const value = fields.get(name);
    return value !== undefined && /^\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
  };
  const busyWorkers = number('BusyWorkers');
  const idleWorkers = number('IdleWorkers');
  if (busyWorkers === undefined || idleWorkers === undefined) return undefined;
  return {
    version: fields.get('ServerVersion')?.slice(0, TEXT_LENGTH_MAX),
    mpm: fields.get('ServerMPM')?.slice(0, TEXT_LENGTH_MAX),
    uptimeSeconds: number('ServerUptimeSeconds'),
    requests: number('Total Accesses'),
    sentKib: number('Total kBytes'),
    ...{ busyWorkers, idleWorkers },
    connections: number('ConnsTotal'),
    workers: countTasks(fields.get('Scoreboard') ?? ''),
  };
}

function countTasks(scoreboard: string): WorkersByTask {
  const counts: Record<string, number> = {};
  for (const task of Object.values(TASKS)) counts[task] = 0;
  for (const sign of scoreboard) {
    const task = Object.hasOwn(TASKS, sign) ? TASKS[sign as keyof typeof TASKS] : undefined;
    if (task !== undefined) counts[task] = (counts[task] ?? 0) + 1;
  }
  return counts as WorkersByTask;
}
