import {
  type CollectContext,
  defineOpenCollector,
  notEligible,
} from '@/agent/collectors/define-collector';
import { counter, each, gauge, group, optional } from '@/agent/collectors/shape';
import { isOwnInterface } from '../network-interfaces';
import { wholeNumbers } from '../whole-numbers';

const total = (what: string) => optional(counter('count', `${what} since the interface came up.`));
const perSecond = (what: string) => optional(gauge('per-second', `${what}.`));

const INTERFACE = group({
  recv_bytes: counter('bytes', 'Received since the interface came up.'),
  recv_packets: total('Packets received'),
  recv_errs: total('Errors while receiving'),
  recv_drop: total('Received packets dropped'),
  recv_fifo: total('Received packets lost because a buffer was full'),
  recv_frame: total('Received frames with a bad length, checksum or alignment'),
  recv_compressed: total('Compressed packets received'),
  recv_multicast: total('Multicast packets received'),
  trans_bytes: counter('bytes', 'Sent since the interface came up.'),
  trans_packets: total('Packets sent'),
  trans_errs: total('Errors while sending'),
  trans_drop: total('Packets dropped before they were sent'),
  trans_fifo: total('Packets not sent because a buffer was full'),
  trans_colls: total('Collisions'),
  trans_carrier: total('Packets not sent because the link was lost'),
  trans_compressed: total('Compressed packets sent'),
  'recv_bytes/s': optional(gauge('bytes/s', 'Received.')),
  'trans_bytes/s': optional(gauge('bytes/s', 'Sent.')),
  'recv_packets/s': perSecond('Packets received'),
  'trans_packets/s': perSecond('Packets sent'),
  'recv_errs/s': perSecond('Errors while receiving'),
  'trans_errs/s': perSecond('Errors while sending'),
  'recv_drop/s': perSecond('Received packets dropped'),
  'trans_drop/s': perSecond('Packets dropped before they were sent'),
});

/** Source: `/proc/net/dev`, see proc_pid_net(5). */
export default defineOpenCollector({
  name: 'networktraffic',
  summary: 'Bytes, packets, errors and drops of each network interface of the machine itself.',
  intervalMs: 10_000,
  shape: each('interface', INTERFACE),
  async collect({ host, rate }) {
    const traffic =
      host.portable === undefined
        ? parseNetDev(host.readText('/proc/net/dev'))
        : portableTraffic(await host.portable.interfaces());
    if (traffic.size === 0) return notEligible('there is no interface except the loopback');

    const data: Record<string, InterfaceTraffic> = {};
    for (const [name, counters] of traffic) {
      data[name] = { ...counters, ...ratesOf(name, counters, rate) };
    }
    return { kind: 'data', data };
  },
});

/** The columns of `/proc/net/dev` since Linux 2.2. */
const COLUMNS = [
  'recv_bytes',
  'recv_packets',
  'recv_errs',
  'recv_drop',
  'recv_fifo',
  'recv_frame',
  'recv_compressed',
  'recv_multicast',
  'trans_bytes',
  'trans_packets',
  'trans_errs',
  'trans_drop',
  'trans_fifo',
  'trans_colls',
  'trans_carrier',
  'trans_compressed',
] as const;

const RATES = [
  'recv_bytes',
  'trans_bytes',
  'recv_packets',
  'trans_packets',
  'recv_errs',
  'trans_errs',
  'recv_drop',
  'trans_drop',
] as const satisfies readonly (typeof COLUMNS)[number][];

type InterfaceCounters = { [column in (typeof COLUMNS)[number]]?: number } & {
  recv_bytes: number;
  trans_bytes: number;
};
type InterfaceRates = { [column in `${(typeof RATES)[number]}/s`]?: number };
type InterfaceTraffic = InterfaceCounters & InterfaceRates;

/**
 * @returns the counters of each interface of the machine itself.
 * @throws {Error} when a line after the two of the heading is not a name, a colon and 16 numbers.
 */
export function parseNetDev(text: string): Map<string, InterfaceCounters> {
  const interfaces = new Map<string, InterfaceCounters>();
  const [, heading, ...lines] = text.split('\n');
  if (heading === undefined || !heading.includes('|bytes')) {
    throw new Error('/proc/net/dev: expected two lines of heading, found none');
  }
  for (const line of lines) {
    if (line === '') continue;
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon)).trim();
    if (name === '' || isOwnInterface(name)) interfaces.set(name, countersAfter(line, colon));
  }
  return interfaces;
}

function countersAfter(line: string, colon: number): InterfaceCounters {
  const numbers = colon === -1 ? [] : wholeNumbers(line, colon + 1, line.length);
  if (numbers.length < COLUMNS.length || numbers.some(Number.isNaN)) {
    const found = JSON.stringify(line);
    throw new Error(`/proc/net/dev: expected a name, a colon and 16 numbers, found ${found}`);
  }
  return named(numbers);
}

function named(numbers: readonly number[]): InterfaceCounters {
  const counters: InterfaceCounters = { recv_bytes: 0, trans_bytes: 0 };
  for (const [index, column] of COLUMNS.entries()) counters[column] = numbers[index] ?? 0;
  return counters;
}

function portableTraffic(
  interfaces: readonly {
    readonly name: string;
    readonly receivedBytes: number;
    readonly sentBytes: number;
  }[],
): Map<string, InterfaceCounters> {
  return new Map(
    interfaces
      .filter(({ name }) => isOwnInterface(name))
      .map(({ name, receivedBytes, sentBytes }) => [
        name,
        { recv_bytes: receivedBytes, trans_bytes: sentBytes },
      ]),
  );
}

function ratesOf(
  name: string,
  counters: InterfaceCounters,
  rate: CollectContext['rate'],
): InterfaceRates {
  const rates: InterfaceRates = {};
  for (const column of RATES) {
    const value = counters[column];
    const grown = value === undefined ? undefined : rate(`${name}.${column}`, value);
    if (grown !== undefined) rates[`${column}/s`] = grown;
  }
  return rates;
}
