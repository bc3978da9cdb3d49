/** What is used of `/proc/<pid>/stat`, see proc_pid_stat(5). */
export interface ProcessStat {
  /** At most 15 bytes, chosen by the process: spaces, parentheses and line ends may be in it. */
  readonly name: string;
  /** One letter: R running, S sleeping, D blocked, Z zombie, T or t stopped, I idle. */
  readonly state: string;
  /** Processor time since its start, in the kernel's hundredths of a second. */
  readonly ticks: number;
  readonly threads: number;
  /** When it started, in ticks since boot; with the pid it tells one process from every other. */
  readonly startTicks: number;
  readonly residentPages: number;
  /** A worker of the kernel: it has no memory of its own. */
  readonly isKernel: boolean;
}

const PF_KTHREAD = 0x0020_0000;

/** Positions behind the name; the numbers are those of the manual page. */
const FIELD = {
  flags: 9 - 3,
  utime: 14 - 3,
  stime: 15 - 3,
  threads: 20 - 3,
  start: 22 - 3,
  resident: 24 - 3,
};

/** @returns `undefined` for text that is cut off or malformed. */
export function parseProcessStat(text: string): ProcessStat | undefined {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(') ');
  if (open === -1 || close < open) return undefined;
  const fields = text.slice(close + 2).split(' ', FIELD.resident + 1);
  const [state = ''] = fields;
  const ticks = Number(fields[FIELD.utime]) + Number(fields[FIELD.stime]);
  const threads = Number(fields[FIELD.threads]);
  const startTicks = Number(fields[FIELD.start]);
  const residentPages = Number(fields[FIELD.resident]);
  if (!/^[A-Za-z]$/.test(state)) return undefined;
  if (!Number.isFinite(ticks + threads + startTicks + residentPages)) return undefined;
  const isKernel = (Number(fields[FIELD.flags]) & PF_KTHREAD) !== 0;
  const name = text.slice(open + 1, close);
  return { name, state, ticks, threads, startTicks, residentPages, isKernel };
}
