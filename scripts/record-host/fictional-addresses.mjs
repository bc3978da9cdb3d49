/** Addresses replaced by others of the same kind, the same one each time, subnets kept together. */
import { isIPv4, isIPv6 } from 'node:net';

/** Networks reserved for documentation (RFC 5737); beyond them that for benchmarks (RFC 2544). */
const NETWORKS = ['192.0.2', '198.51.100', '203.0.113'];
const KEPT_IPV4 = /^(0\.|127\.|2(2[4-9]|3\d)\.|255\.|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.)/;
const KEPT_IPV6 = /^0{31}[01]$|^ff/;
const MAPPED_IPV4 = '00000000000000000000ffff';

export class FictionalAddresses {
  #networks = new Numbers();
  #hosts = new Numbers();
  #cards = new Numbers();

  /** An address as people write it, with or without a zone. */
  text(address) {
    const [plain, ...zone] = address.split('%');
    if (isIPv4(plain)) return this.ipv4(plain);
    if (!isIPv6(plain)) return address;
    return [textOfHex(this.ipv6Hex(hexOfText(plain))), ...zone].join('%');
  }

  /** Dotted; the last number stays. */
  ipv4(address) {
    if (KEPT_IPV4.test(address)) return address;
    const parts = address.split('.');
    const number = this.#networks.of(parts.slice(0, 3).join('.'));
    return `${NETWORKS[number - 1] ?? `198.18.${number & 255}`}.${parts[3]}`;
  }

  /** 32 digits, as in `/proc/net/if_inet6`. */
  ipv6Hex(hex) {
    if (KEPT_IPV6.test(hex)) return hex;
    if (hex.startsWith(MAPPED_IPV4)) return MAPPED_IPV4 + this.#ipv4Hex(hex.slice(24));
    const number = this.#hosts.of(hex).toString(16);
    const prefix = hex.startsWith('fe80') ? 'fe80' : '20010db8';
    return prefix.padEnd(32 - number.length, '0') + number;
  }

  /** 8 or 32 digits whose 32-bit words have the machine's order of bytes, as in `/proc/net/tcp`. */
  kernelHex(hex) {
    const plain = swapWords(hex.toLowerCase());
    const told = plain.length === 8 ? this.#ipv4Hex(plain) : this.ipv6Hex(plain);
    return swapWords(told).toUpperCase();
  }

  /** From the range for documentation (RFC 7042); "none" and "everyone" stay. */
  mac(address) {
    if (/^(00:){5}00$|^(ff:){5}ff$/i.test(address)) return address;
    return `00:00:5e:00:53:${hexByte(this.#cards.of(address.toLowerCase()))}`;
  }

  #ipv4Hex(hex) {
    return hexOfIpv4(this.ipv4(bytesOf(hex).join('.')));
  }
}

/** Numbers things from 1 in the order in which they are met. */
export class Numbers {
  #known = new Map();

  of(thing) {
    const number = this.#known.get(thing) ?? this.#known.size + 1;
    this.#known.set(thing, number);
    return number;
  }
}

function swapWords(hex) {
  return hex.replace(/(..)(..)(..)(..)/g, '$4$3$2$1');
}

function bytesOf(hex) {
  return hex.match(/../g).map((byte) => Number.parseInt(byte, 16));
}

function hexOfIpv4(address) {
  return address
    .split('.')
    .map((part) => hexByte(Number(part)))
    .join('');
}

function hexOfText(address) {
  const hexOnly = address.replace(/(\d+\.){3}\d+$/, (v4) => hexOfIpv4(v4).replace(/^..../, '$&:'));
  const [left = [], right] = hexOnly.split('::').map((side) => side.split(':').filter(Boolean));
  const missing = right === undefined ? 0 : 8 - left.length - right.length;
  return [...left, ...Array(missing).fill('0'), ...(right ?? [])]
    .map((group) => group.padStart(4, '0'))
    .join('');
}

/** The first run of zeros is shortened, which for our addresses is the longest. */
function textOfHex(hex) {
  const groups = hex.match(/..../g).map((group) => Number.parseInt(group, 16).toString(16));
  return groups.join(':').replace(/(^|:)0(:0)+(:|$)/, '::');
}

function hexByte(number) {
  return (number & 255).toString(16).padStart(2, '0');
}
