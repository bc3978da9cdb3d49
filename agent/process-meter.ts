/** What this process costs. */
export interface ProcessMeter {
  readonly pid: number;
  /** Processor milliseconds used so far, of all threads. */
  cpuMs(): number;
  rssBytes(): number;
}

/** What this process costs, as the kernel counts it. */
export function processMeter(): ProcessMeter {
  return {
    pid: process.pid,
    cpuMs() {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1_000;
    },
    rssBytes: () => process.memoryUsage.rss(),
  };
}
