import ipaddr from 'ipaddr.js';
import { defineFunction } from '../define-function';
import { Fault } from '../fault';
import { Missing } from '../values';

export const NETWORK_FUNCTIONS = [
  defineFunction({
    name: 'ip_is_in_range',
    group: 'network',
    summary: 'Whether an address is in a range, of IPv4 or IPv6.',
    parameters: [
      { name: 'ip', kind: 'text', help: 'The address.' },
      { name: 'range', kind: 'text', help: 'Such as 192.168.0.0/24.' },
    ],
    returns: 'True or False',
    examples: [
      ["ip_is_in_range('192.168.0.7', '192.168.0.0/24')", 'True'],
      ["ip_is_in_range('10.0.0.1', '192.168.0.0/24')", 'False'],
    ],
    run({ ip, range }) {
      if (!ipaddr.isValid(ip)) throw new Fault(`ip is an address, found ${ip.slice(0, 60)}.`);
      const address = ipaddr.process(ip);
      const [base, bits] = rangeOf(range);
      return address.kind() === base.kind() && address.match(base, bits);
    },
  }),
  defineFunction({
    name: 'check_tcp',
    group: 'network',
    summary: 'Whether something accepts a TCP connection.',
    parameters: [
      { name: 'host', kind: 'text', help: 'A name or an address.' },
      { name: 'port', kind: 'integer', help: 'From 1 to 65535.' },
      { name: 'timeout', kind: 'number', default: 10, help: 'Seconds, at most 30.' },
    ],
    returns: 'True or False',
    examples: [["check_tcp('localhost', 1, timeout=2)", 'False']],
    needs: 'host',
    timeoutMs: ({ timeout }) => Math.min(30, Math.max(0.1, timeout)) * 1_000 + 500,
    ask({ host: name, port, timeout }, host, { signal }) {
      if (port < 1 || port > 65_535) throw new Fault(`port is from 1 to 65535, found ${port}.`);
      const timeoutMs = Math.min(30, Math.max(0.1, timeout)) * 1_000;
      return host.connects({ host: name, port, timeoutMs }, signal);
    },
  }),
  defineFunction({
    name: 'host_to_ip',
    group: 'network',
    summary: 'The first address of a name.',
    parameters: [{ name: 'hname', kind: 'text', help: 'The name of a host.' }],
    returns: 'a text; missing when nobody knows the name',
    examples: [["host_to_ip('127.0.0.1')", "'127.0.0.1'"]],
    needs: 'host',
    async ask({ hname }, host, { signal }) {
      return (await host.addressOf(hname, signal)) ?? new Missing(`${hname} has no address`);
    },
  }),
  defineFunction({
    name: 'ip_to_host',
    group: 'network',
    summary: 'The name of an address.',
    parameters: [{ name: 'ip', kind: 'text', help: 'The address.' }],
    returns: 'a text; missing when it has none',
    examples: [["is_missing(ip_to_host('192.0.2.1'))", 'True']],
    needs: 'host',
    async ask({ ip }, host, { signal }) {
      if (!ipaddr.isValid(ip)) throw new Fault(`ip is an address, found ${ip.slice(0, 60)}.`);
      return (await host.nameOf(ip, signal)) ?? new Missing(`${ip} has no name`);
    },
  }),
];

function rangeOf(range: string) {
  try {
    return range.includes('/')
      ? ipaddr.parseCIDR(range)
      : ([ipaddr.process(range), ipaddr.process(range).kind() === 'ipv4' ? 32 : 128] as const);
  } catch {
    throw new Fault(`range is one such as 192.168.0.0/24, found ${range.slice(0, 60)}.`);
  }
}
