import type { ProcessMeter } from './agent';

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
