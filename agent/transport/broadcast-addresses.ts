import { networkInterfaces } from 'node:os';

interface InterfaceAddress {
  readonly address: string;
  readonly netmask: string;
  readonly family: string;
  readonly internal: boolean;
}

/** Where all of each network of this machine hear; without a key only itself. */
export function broadcastAddresses(isSealed: boolean): string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return broadcastsOf(all, isSealed);
}

/** The last address of each network of version 4 (RFC 919 §7). */
export function broadcastsOf(all: readonly InterfaceAddress[], isSealed: boolean): string[] {
  const heard = all
    .filter(({ family, internal }) => family === 'IPv4' && (isSealed || internal))
    .map(({ address, netmask }) => broadcastOf(address, netmask));
  return [...new Set(heard)];
}

function broadcastOf(address: string, netmask: string): string {
  const mask = netmask.split('.').map(Number);
  return address
    .split('.')
    .map((part, index) => Number(part) | (~(mask[index] ?? 255) & 0xff))
    .join('.');
}
