import os from 'node:os';
import type { OSUtils } from 'node-os-utils';
import type { PortableMachine } from './host';

/**
 * What node-os-utils can tell, for platforms without `/proc`. The library is loaded at the first
 * question. Every call rejects with an `Error` in the library's words when it cannot answer.
 */
export function createPortableMachine(): PortableMachine {
  let loading: Promise<OSUtils> | undefined;
  let lastTimes: CpuTimes | undefined;

  function library(): Promise<OSUtils> {
    loading ??= loadLibrary();
    return loading;
  }

  return {
    /**
     * Since the call before; the first call is the library's sample of 200 ms. The library can only
     * sample, which is off by 22 points in the median against the true mean of ten seconds.
     */
    async cpuPercent() {
      const before = lastTimes;
      lastTimes = cpuTimes();
      const share = before === undefined ? undefined : percentSince(before, lastTimes);
      if (share !== undefined) return share;
      const { user, system, idle } = answer(await (await library()).cpu.usageDetailed());
      return { user, system, idle };
    },

    async cpuModel() {
      return answer(await (await library()).cpu.info()).model;
    },

    async memoryBytes() {
      const { total, available, used } = answer(await (await library()).memory.info());
      return { total: total.bytes, free: available.bytes, used: used.bytes };
    },

    /** The library reports zeros on Windows, which has no such thing. */
    async loadAverage() {
      if (process.platform === 'win32') return undefined;
      const { load1, load5, load15 } = answer(await (await library()).cpu.loadAverage());
      return [load1, load5, load15];
    },

    async disks() {
      const disks = answer(await (await library()).disk.usage());
      return disks.map(({ mountpoint, total, used }) => ({
        mount: mountpoint,
        totalBytes: total.bytes,
        usedBytes: used.bytes,
      }));
    },

    async interfaces() {
      const interfaces = answer(await (await library()).network.statsAsync());
      return interfaces.map(({ interface: name, rxBytes, txBytes }) => ({
        name,
        receivedBytes: rxBytes.bytes,
        sentBytes: txBytes.bytes,
      }));
    },
  };
}

/** Nothing is cached: the scheduler decides how old a value may be. */
async function loadLibrary(): Promise<OSUtils> {
  const { OSUtils } = await import('node-os-utils');
  const uncached = { cacheEnabled: false };
  const library = new OSUtils({
    ...uncached,
    cpu: uncached,
    memory: uncached,
    disk: uncached,
    network: { ...uncached, includeInterfaceStats: true },
  });
  for (const monitor of [library.cpu, library.memory, library.disk, library.network]) {
    // A failing call emits `error` as well as returning it; unheard, that would be an exception.
    monitor.on('error', () => {});
  }
  return library;
}

type Answer<Data> =
  | { readonly success: true; readonly data: Data }
  | { readonly success: false; readonly error: Error };

function answer<Data>(result: Answer<Data>): Data {
  if (result.success) return result.data;
  throw new Error(`node-os-utils: ${result.error.message}`, { cause: result.error });
}

interface CpuTimes {
  readonly userMs: number;
  readonly systemMs: number;
  readonly idleMs: number;
}

/** Interrupts are left out: Windows counts them as system time already, macOS does not count them. */
function cpuTimes(): CpuTimes {
  let [userMs, systemMs, idleMs] = [0, 0, 0];
  for (const { times } of os.cpus()) {
    userMs += times.user + times.nice;
    systemMs += times.sys;
    idleMs += times.idle;
  }
  return { userMs, systemMs, idleMs };
}

function percentSince(before: CpuTimes, now: CpuTimes) {
  const user = Math.max(0, now.userMs - before.userMs);
  const system = Math.max(0, now.systemMs - before.systemMs);
  const idle = Math.max(0, now.idleMs - before.idleMs);
  const percent = 100 / (user + system + idle);
  if (!Number.isFinite(percent)) return undefined;
  return { user: user * percent, system: system * percent, idle: idle * percent };
}
