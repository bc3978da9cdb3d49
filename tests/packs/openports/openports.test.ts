import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { Host } from '@/agent/collectors/host';
import { createSystemHost } from '@/agent/collectors/system-host';
import { systemClock } from '@/common/node/system-clock';
import { parseAddress } from '@/packs/linux/sockets/socket-address';
import { LINES_MAX } from '@/packs/linux/sockets/socket-lines';
import {
  LINKS_MAX,
  LINKS_OF_PROCESS_MAX,
  SocketOwners,
  socketInode,
} from '@/packs/linux/sockets/socket-owners';
import { countTcpStates, parseSocketLine, stateOf } from '@/packs/linux/sockets/socket-table';
import { parseSockstat } from '@/packs/linux/sockets/socket-totals';
import openports from '@/packs/openports/collectors/openports';
import { packParameters } from '../../support/pack-parameters';
import { collectWith, hostWith, recordedHost } from '../../support/recorded-host';
import { movingHost } from '../linux/moving-host';

const parameters = packParameters('openports');

const collectFrom = (...hosts: Host[]) => collectWith(parameters, openports, ...hosts);

async function dataFrom(...hosts: Host[]): Promise<Data> {
  const outcome = await collectFrom(...hosts);
  if (outcome.kind !== 'data') throw new Error(outcome.reason);
  return outcome.data as Data;
}

const HEADING =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n';
const ANY6 = '0'.repeat(32);

/** A line of /proc/net/tcp or udp. */
function line(local: string, state: string, inode: number): string {
  const remote = local.replace(/[^:]/g, '0').replace(/:.*/, ':0000');
  return `   0: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0000000000000000 100 0 0 10 0\n`;
}

interface Data {
  ports: number[];
  details: { tcp: { address: string; port: number; process: string | null }[]; udp: object[] };
  left_out: string[];
  connections?: Record<string, number>;
}

const SSH = { '/proc/net/tcp': HEADING + line('00000000:0016', '0A', 500) };

describe('an address of the kernel', () => {
  test.each([
    ['0100007F', '127.0.0.1'],
    ['00000000', '0.0.0.0'],
    ['470200C0', '192.0.2.71'],
    [ANY6, '::'],
    ['00000000000000000000000001000000', '::1'],
    ['B80D0120000000000000000001000000', '2001:db8::1'],
    ['000080FE00000000FF005450BA9A78FE', 'fe80::5054:ff:fe78:9aba'],
    ['0000000000000000FFFF00000100007F', '::ffff:127.0.0.1'],
    ['01000000020000000300000004000000', '0:1:0:2:0:3:0:4'],
    ['0000010000000100000000000000FFFF', '1:0:1::ffff:0'],
  ])('%s is %s', (hex, address) => {
    expect(parseAddress(hex, false)).toBe(address);
  });

  test('stands the other way round on a machine of the other byte order', () => {
    expect(parseAddress('7F000001', true)).toBe('127.0.0.1');
    expect(parseAddress('20010DB8000000000000000000000001', true)).toBe('2001:db8::1');
  });

  test.each(['', '0100007', 'G100007F', '0100007F00'])('%j is none', (hex) => {
    expect(parseAddress(hex, false)).toBeUndefined();
  });
});

describe('a line of a socket table', () => {
  test('gives address, port, state and inode', () => {
    expect(parseSocketLine(line('0100007F:1F90', '0A', 77), false)).toEqual({
      address: '127.0.0.1',
      port: 8_080,
      state: '0A',
      inode: '77',
    });
  });

  test.each([
    '',
    HEADING,
    '0: 0100007F:0016',
    '0: 0100007F 00000000:0000 0A',
    line('x:0016', '0A', 1),
  ])('is refused when it is %j', (text) => {
    expect(parseSocketLine(text, false)).toBeUndefined();
  });

  test('shows its state alone without the rest being read', () => {
    expect(stateOf(line(`${ANY6}:0016`, '06', 0))).toBe('06');
    expect(stateOf(HEADING)).toBeUndefined();
    expect(
      countTcpStates([HEADING, line('00000000:0016', '01', 1), line('00000000:0016', '04', 1)]),
    ).toEqual({
      ...{ established: 1, syn_recv: 0, time_wait: 0, close_wait: 0, listen: 0, other: 1 },
    });
  });
});

describe('the totals of the kernel', () => {
  test('add up both versions of IP', () => {
    const text =
      'sockets: used 312\nTCP: inuse 5 orphan 2 tw 7 alloc 9 mem 1\nUDP: inuse 3 mem 1\n';
    expect(parseSockstat(text, 'TCP6: inuse 4\nUDP6: inuse 1\n')).toEqual({
      used: 312,
      tcp: 9,
      tcpTimeWait: 7,
      tcpOrphaned: 2,
      udp: 4,
    });
  });

  test.each(['', 'TCP:', 'TCP: inuse', 'XTCP: inuse 5'])('are zero for %j', (text) => {
    expect(parseSockstat(text).tcp).toBe(0);
  });
});

describe('openports', () => {
  test('tells of a recorded machine who listens where', async () => {
    const data = await dataFrom(recordedHost('rhel-7-bare'));
    expect(data.ports).toEqual([22, 25, 123, 323, 5432]);
    expect(data.details.tcp).toContainEqual({
      address: '192.0.2.71',
      port: 5432,
      process: 'postgres',
    });
    expect(data.details.udp).toContainEqual({ address: '::1', port: 323, process: null });
    expect(data.connections).toMatchObject({
      established: 2,
      listen: 5,
      time_wait: 1,
      close_wait: 1,
    });
  });

  test('finds the sockets that this process opens, with their process', async () => {
    const tcp = createServer().listen(0, '127.0.0.1');
    const udp = createSocket('udp6').bind(0, '::1');
    try {
      await Promise.all(
        [tcp, udp].map((socket) => new Promise((open) => socket.once('listening', open))),
      );
      const address = tcp.address();
      const tcpPort = typeof address === 'object' ? address?.port : undefined;
      const data = await dataFrom(createSystemHost(systemClock));
      expect(data.details.tcp).toContainEqual({
        address: '127.0.0.1',
        port: tcpPort,
        process: expect.stringMatching(/./),
      });
      expect(data.details.udp).toContainEqual(
        expect.objectContaining({ address: '::1', port: udp.address().port }),
      );
      expect(data.ports).toContain(tcpPort);
    } finally {
      tcp.close();
      udp.close();
    }
  });

  test('on a crowded machine it reads the listening sockets and says what it left out', async () => {
    const text = `${SSH['/proc/net/tcp']}${line('0100007F:1F90', '01', 1)}`;
    const plain = hostWith({
      '/proc/net/tcp': text,
      '/proc/net/sockstat': `sockets: used 99\nTCP: inuse ${LINES_MAX} orphan 0 tw 1 alloc 1 mem 1\n`,
    });
    let pieces = 0;
    const host = {
      ...plain,
      async *stream() {
        for (; pieces < 1_000; pieces += 1) yield Buffer.from(text);
      },
    };
    const data = await dataFrom(host);
    expect(data.ports).toEqual([22]);
    expect(data).not.toHaveProperty('connections.established');
    expect(data.left_out).toEqual([expect.stringContaining('connections')]);
    expect(pieces).toBeLessThan(1_000);
  });

  test('reads the tables again when the totals have changed, two minutes later at the earliest', async () => {
    const sockstat = (inuse: number) => `TCP: inuse ${inuse} orphan 0 tw 0 alloc 1 mem 1\n`;
    const first = hostWith({ ...SSH, '/proc/net/sockstat': sockstat(1) });
    const both = {
      '/proc/net/tcp': SSH['/proc/net/tcp'] + line('00000000:0050', '0A', 501),
      '/proc/net/sockstat': sockstat(2),
    };
    const { host, moveTo } = movingHost(first);
    const portsAt = async (elapsedMs: number, files: Record<string, string>) => {
      moveTo(first.later(elapsedMs, files));
      return (await dataFrom(host)).ports;
    };
    expect(await portsAt(0, {})).toEqual([22]);
    expect(await portsAt(60_000, both)).toEqual([22]);
    expect(await portsAt(130_000, both)).toEqual([22, 80]);
    expect(await portsAt(300_000, { ...both, ...SSH })).toEqual([22, 80]);
    expect(await portsAt(800_000, { ...both, ...SSH })).toEqual([22]);
  });

  test('sends a bounded number of sockets of each kind', async () => {
    const many = Array.from({ length: 900 }, (_, n) =>
      line(`00000000:${(n + 1).toString(16).toUpperCase().padStart(4, '0')}`, '0A', n + 1),
    );
    const data = await dataFrom(hostWith({ '/proc/net/tcp': HEADING + many.join('') }));
    expect(data.ports).toHaveLength(900);
    expect(data.details.tcp).toHaveLength(256);
    expect(data.left_out).toEqual([expect.stringContaining('details')]);
  });

  test('is not eligible where there is no Linux', async () => {
    const outcome = await collectFrom(hostWith({}, { platform: 'darwin' }));
    expect(outcome).toMatchObject({ kind: 'not-eligible' });
  });
});

describe('who holds a socket', () => {
  const links = (...held: [number, number][]) =>
    Object.fromEntries(held.map(([pid, inode]) => [`/proc/${pid}/fd/3`, `socket:[${inode}]`]));
  const names = {
    '/proc/1/comm': 'systemd\n',
    '/proc/80/comm': 'nginx\n',
    '/proc/90/comm': 'nginx\n',
  };

  test('is the service and not the first process that opened it on its behalf', async () => {
    const host = hostWith(names, { links: links([1, 500], [80, 500], [90, 600]) });
    const owners = await new SocketOwners().find(host, new Set(['500', '600', '700']));
    expect(Object.fromEntries(owners)).toEqual({ 500: 'nginx', 600: 'nginx' });
  });

  test('is asked for a new socket once a minute at most, and for known ones every ten minutes', async () => {
    const first = hostWith(names, { links: links([80, 500]) });
    let searches = 0;
    const { host: moving, moveTo } = movingHost(first);
    const host = new Proxy(moving, {
      get(target, key) {
        if (key === 'list') searches += 1;
        return Reflect.get(target, key);
      },
    });
    const owners = new SocketOwners();
    const searchesAt = async (elapsedMs: number, ...inodes: string[]) => {
      searches = 0;
      moveTo(first.later(elapsedMs));
      await owners.find(host, new Set(inodes));
      return searches > 0;
    };
    expect(await searchesAt(0, '500')).toBe(true);
    expect(await searchesAt(90_000, '500')).toBe(false);
    expect(await searchesAt(91_000, '500', '501')).toBe(true);
    expect(await searchesAt(100_000, '500', '502')).toBe(false);
    expect(await searchesAt(151_000, '500', '502')).toBe(true);
    expect(await searchesAt(800_000)).toBe(false);
    expect(await searchesAt(800_000, '500')).toBe(true);
  });

  test.each([
    ['of all processes', 40, LINKS_MAX],
    ['of one process', 1, LINKS_OF_PROCESS_MAX],
  ])('is not searched for beyond a bounded number of open files %s', async (_, processes, most) => {
    const plain = hostWith({});
    const pids = Array.from({ length: processes }, (_, n) => String(n + 100));
    let links = 0;
    const host = {
      ...plain,
      list: (path: string) =>
        path === '/proc' ? pids : Array.from({ length: 5_000 }, (_, n) => String(n)),
      readLink() {
        links += 1;
        return links === 7 ? 'socket:[500]' : '/dev/null';
      },
    };
    const owners = new SocketOwners();
    await owners.find(host, new Set(['500', '501']));
    expect(owners.complete).toBe(false);
    // The first process, which is always looked at, has as many in this test.
    expect(links).toBe(Math.min(most * (processes === 1 ? 2 : 1), LINKS_MAX));

    links = 0;
    const found = new SocketOwners();
    await found.find(host, new Set(['500']));
    expect(found.complete).toBe(true);
    expect(links).toBe(7);
  });

  test.each([undefined, '', 'socket:[]', 'pipe:[5]', 'socket:[5] (deleted)'])(
    'is not in %j',
    (link) => {
      expect(socketInode(link)).toBeUndefined();
    },
  );
});
