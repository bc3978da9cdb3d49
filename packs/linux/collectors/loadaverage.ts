import { defineCollector, notEligible } from '@/agent/collectors/define-collector';
import { gauge } from '@/agent/collectors/shape';

/** Source: `/proc/loadavg`, see proc_loadavg(5). */
export default defineCollector({
  name: 'loadaverage',
  summary: 'Tasks running or waiting for disk, averaged over one, five and fifteen minutes.',
  intervalMs: 10_000,
  shape: {
    load1: gauge('tasks', 'Load average over one minute.'),
    load5: gauge('tasks', 'Load average over five minutes.'),
    load15: gauge('tasks', 'Load average over fifteen minutes.'),
  },
  async collect({ host }) {
    if (host.portable !== undefined) {
      const averages = await host.portable.loadAverage();
      if (averages === undefined) return notEligible(`${host.platform} has no load average`);
      const [load1, load5, load15] = averages;
      return { kind: 'data', data: { load1, load5, load15 } };
    }
    return { kind: 'data', data: parseLoadavg(host.readText('/proc/loadavg')) };
  },
});

/**
 * @param text such as `0.21 0.37 0.39 1/719 19737`
 * @throws {Error} when the first three fields are not numbers.
 */
export function parseLoadavg(text: string) {
  const [load1, load5, load15] = text.trim().split(' ').map(Number);
  for (const load of [load1, load5, load15]) {
    if (load === undefined || !Number.isFinite(load)) {
      throw new Error(`/proc/loadavg: expected three numbers, found ${JSON.stringify(text)}`);
    }
  }
  return { load1: load1 as number, load5: load5 as number, load15: load15 as number };
}
