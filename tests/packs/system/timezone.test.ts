import { describe, expect, test } from 'vitest';
import timezone, { parseClock, parseZoneFile } from '@/packs/system/collectors/timezone';
import { offsetSeconds } from '@/packs/system/zone-rule';
import { dataFrom, hostWith } from '../../support/recorded-host';

const localtime = (target: string) => ({ links: { '/etc/localtime': target } });
const PARIS = 'TZif2\0\0\nCET-1CEST,M3.5.0,M10.5.0/3\n';

test.each([
  ['/usr/share/zoneinfo/Europe/Paris', 'Europe/Paris'],
  ['../usr/share/zoneinfo/America/Argentina/Ushuaia', 'America/Argentina/Ushuaia'],
  ['/usr/share/zoneinfo/posix/Asia/Tokyo', 'Asia/Tokyo'],
  ['/var/db/timezone/zoneinfo/UTC', 'UTC'],
])('the link to %s means %s', async (target, zone) => {
  expect(await dataFrom(timezone, hostWith({}, localtime(target)))).toMatchObject({
    timezone: zone,
  });
});

test('the link goes before the file of Debian, which may be out of date', async () => {
  const host = hostWith(
    { '/etc/timezone': 'Etc/UTC\n', '/usr/share/zoneinfo/Europe/Paris': PARIS },
    { ...localtime('/usr/share/zoneinfo/Europe/Paris'), wallMs: Date.UTC(2026, 6, 1) },
  );
  expect(await dataFrom(timezone, host)).toEqual({
    timezone: 'Europe/Paris',
    utc_offset_seconds: 7_200,
  });
});

test('where the zone was copied, other files say its name, or the copy its rule', async () => {
  const copy = { '/etc/localtime': PARIS };
  const named = hostWith({ ...copy, '/etc/timezone': 'Europe/Paris\n' });
  expect(await dataFrom(timezone, named)).toMatchObject({ timezone: 'Europe/Paris' });
  const clock = hostWith({ ...copy, '/etc/sysconfig/clock': '# comment\nZONE="Europe/Berlin"\n' });
  expect(await dataFrom(timezone, clock)).toMatchObject({ timezone: 'Europe/Berlin' });
  expect(await dataFrom(timezone, hostWith(copy))).toEqual({
    timezone: 'CET-1CEST,M3.5.0,M10.5.0/3',
    utc_offset_seconds: 3_600,
  });
});

test('a machine that says nothing is on UTC', async () => {
  expect(await dataFrom(timezone, hostWith({}))).toEqual({
    timezone: 'UTC',
    utc_offset_seconds: 0,
  });
});

test('a zone whose file is not installed has a name and no offset', async () => {
  const host = hostWith({}, localtime('/usr/share/zoneinfo/Asia/Tokyo'));
  const data = await dataFrom<{ utc_offset_seconds?: number }>(timezone, host);
  expect(data.utc_offset_seconds).toBeUndefined();
});

test('files that say nothing are told apart from those that do', () => {
  expect(parseClock('UTC=true\n')).toBeUndefined();
  expect(parseClock('ZONE=Asia/Tokyo')).toBe('Asia/Tokyo');
  expect(parseZoneFile('')).toBeUndefined();
  expect(parseZoneFile('no zone\nUTC0\n')).toBeUndefined();
  expect(parseZoneFile('TZif2\0\0\nUTC0\n')).toBe('UTC0');
});

describe('the rule of a zone', () => {
  test.each([
    ['Europe/Paris', 'CET-1CEST,M3.5.0,M10.5.0/3'],
    ['Europe/Dublin', 'IST-1GMT0,M10.5.0,M3.5.0/1'],
    ['America/New_York', 'EST5EDT,M3.2.0,M11.1.0'],
    ['America/St_Johns', 'NST3:30NDT,M3.2.0,M11.1.0'],
    ['America/Santiago', '<-04>4<-03>,M9.1.6/24,M4.1.6/24'],
    ['America/Nuuk', '<-02>2<-01>,M3.5.0/-1,M10.5.0/0'],
    ['Australia/Lord_Howe', '<+1030>-10:30<+11>-11,M10.1.0,M4.1.0'],
    ['Pacific/Auckland', 'NZST-12NZDT,M9.5.0,M4.1.0/3'],
    ['Asia/Jerusalem', 'IST-2IDT,M3.4.4/26,M10.5.0'],
    ['Asia/Kathmandu', '<+0545>-5:45'],
    ['Etc/UTC', 'UTC0'],
  ])('of %s gives the same offset as Intl, every three hours for two years', (zone, rule) => {
    const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
    const expected = (atMs: number) => {
      const [, sign, hours = '0', minutes = '0'] =
        /GMT(?:([+-])(\d+):(\d+))?$/.exec(format.format(atMs)) ?? [];
      return (sign === '-' ? -1 : 1) * (Number(hours) * 3_600 + Number(minutes) * 60);
    };
    const wrong: string[] = [];
    for (let atMs = Date.UTC(2023, 11, 31); atMs < Date.UTC(2026, 0, 2); atMs += 3 * 3_600_000) {
      if (offsetSeconds(rule, atMs) !== expected(atMs)) wrong.push(new Date(atMs).toISOString());
    }
    expect(wrong).toEqual([]);
  });

  test.each([
    ['J60', Date.UTC(2024, 2, 1)],
    ['59', Date.UTC(2024, 1, 29)],
    ['J60', Date.UTC(2023, 2, 1)],
    ['59', Date.UTC(2023, 2, 1)],
  ])('may count days, with leap days or without: %s begins at %i', (day, beginMs) => {
    const rule = `AAA0BBB,${day}/0,J300/0`;
    expect(offsetSeconds(rule, beginMs - 1)).toBe(0);
    expect(offsetSeconds(rule, beginMs)).toBe(3_600);
  });

  test.each(['', 'CET', 'CET-1CEST,M3.5,M10.5.0', 'CET-1CEST,x,y', '12', 'A-1'])(
    '%j is no rule',
    (rule) => {
      expect(offsetSeconds(rule, 0)).toBeUndefined();
    },
  );
});
