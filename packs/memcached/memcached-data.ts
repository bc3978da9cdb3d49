import type { CollectContext } from '@/agent/collectors/define-collector';
import { percentOf } from '@/agent/collectors/percent-of';

/** @param text lines such as `STAT curr_items 12` */
export function parseStats(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split('\r\n').flatMap((line) => {
      const [word, key, ...rest] = line.split(' ');
      return word === 'STAT' && key !== undefined ? [[key, rest.join(' ')] as const] : [];
    }),
  );
}

/** What the collector tells of the statistics; what this version does not know is left out. */
export function memcachedData(stats: ReadonlyMap<string, string>, rate: CollectContext['rate']) {
  const number = (key: string) => {
    const value = Number(stats.get(key) ?? Number.NaN);
    return Number.isFinite(value) ? value : undefined;
  };
  const speed = (key: string) => {
    const value = number(key);
    return value === undefined ? undefined : rate(key, value);
  };
  const [hits, misses] = [speed('get_hits'), speed('get_misses')];
  const asked = hits === undefined || misses === undefined ? undefined : hits + misses;
  const cpu = rate('cpu', (number('rusage_user') ?? 0) + (number('rusage_system') ?? 0));
  return {
    version: stats.get('version'),
    uptime: number('uptime'),
    curr_connections: number('curr_connections'),
    max_connections: number('max_connections'),
    connections_percent: percentOf(number('curr_connections'), number('max_connections')),
    'total_connections/s': speed('total_connections'),
    'listen_disabled_num/s': speed('listen_disabled_num'),
    curr_items: number('curr_items'),
    bytes: number('bytes'),
    limit_maxbytes: number('limit_maxbytes'),
    memory_percent: percentOf(number('bytes'), number('limit_maxbytes')),
    'cmd_get/s': speed('cmd_get'),
    'cmd_set/s': speed('cmd_set'),
    'get_hits/s': hits,
    'get_misses/s': misses,
    hit_percent: percentOf(hits, asked),
    'evictions/s': speed('evictions'),
    'evicted_unfetched/s': speed('evicted_unfetched'),
    'bytes_read/s': speed('bytes_read'),
    'bytes_written/s': speed('bytes_written'),
    cpu_percent: cpu === undefined ? undefined : cpu * 100,
  };
}
