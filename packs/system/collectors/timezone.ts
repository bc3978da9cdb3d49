import { defineCollector } from '@/agent/collectors/define-collector';
import type { Host } from '@/agent/collectors/host';
import { fact, optional } from '@/agent/collectors/shape';
import { offsetSeconds } from '../zone-rule';

/** Sources: the link `/etc/localtime`, see localtime(5), else `/etc/timezone` and older files. */
export default defineCollector({
  name: 'timezone',
  summary: 'The time zone of the machine, and how far it is from UTC now.',
  intervalMs: 3_600_000,
  shape: {
    timezone: fact('Name of the zone, such as Europe/Paris.'),
    utc_offset_seconds: optional(fact<number>('How much its clocks are ahead of UTC now.')),
  },
  async collect({ host }) {
    const rule = parseZoneFile(host.tryText('/etc/localtime') ?? '');
    const timezone = nameOf(host) ?? rule ?? 'UTC';
    const known = rule ?? (UTC.test(timezone) ? 'UTC0' : '');
    return {
      kind: 'data',
      data: { timezone, utc_offset_seconds: offsetSeconds(known, host.wallMs()) },
    };
  },
});

const ZONES = 'zoneinfo/';

/** The zones that need no file; containers often have none. */
const UTC = /^(?:Etc\/)?(?:UTC|UCT|GMT|Zulu|Universal)$/;

function nameOf(host: Host): string | undefined {
  if (host.platform === 'win32') return Intl.DateTimeFormat().resolvedOptions().timeZone;
  const link = host.readLink('/etc/localtime');
  const start = link?.lastIndexOf(ZONES) ?? -1;
  if (link !== undefined && start !== -1) return zoneName(link.slice(start + ZONES.length));
  const debian = host.tryText('/etc/timezone')?.trim();
  return debian || parseClock(host.tryText('/etc/sysconfig/clock') ?? '');
}

/** Below `zoneinfo` the same zones are there once more, with and without leap seconds. */
function zoneName(path: string): string {
  return path.replace(/^(?:posix|right)\//, '');
}

/** @param text of `/etc/sysconfig/clock`, with a line such as `ZONE="Europe/Paris"` */
export function parseClock(text: string): string | undefined {
  return /^\s*ZONE="?([^"\n]+?)"?\s*$/m.exec(text)?.[1];
}

/**
 * The rule in the last line of a copied zone file, such as `CET-1CEST,M3.5.0,M10.5.0/3`: the file does
 * not say its name. See tzfile(5).
 */
export function parseZoneFile(text: string): string | undefined {
  if (!text.startsWith('TZif')) return undefined;
  return text.trimEnd().split('\n').at(-1)?.trim() || undefined;
}
