import { isIP } from 'node:net';
import { GOSSIP_PORT } from '@/common/domain/member';
import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import { parseSocketAddress, socketAddressText } from '../config/socket-address';

/** The addresses of a name; empty or throwing when it has none. */
export type Resolve = (name: string) => Promise<readonly string[]>;

const ADDRESSES_MAX = 8;

/**
 * The addresses behind `192.0.2.7`, `db-1.example.org:6768` and the like, with ports.
 * @param defaultPort where none was said
 * @returns empty for what is no address, or a name that nobody knows
 */
export async function addressesOf(
  text: string,
  resolve: Resolve,
  defaultPort = GOSSIP_PORT,
): Promise<readonly string[]> {
  const address = parseSocketAddress(text);
  if (address === undefined) return [];
  const port = address.port ?? defaultPort;
  if (isIP(address.host) !== 0) return [socketAddressText(address.host, port)];
  const hosts = await resolve(address.host);
  return hosts.slice(0, ADDRESSES_MAX).map((host) => socketAddressText(host, port));
}

/** All seeds that can be resolved, each once; those that cannot are told and left out. */
export async function resolveSeeds(
  seeds: readonly string[],
  resolve: Resolve,
  log: Log,
): Promise<readonly string[]> {
  const found = await Promise.all(
    seeds.map(async (seed) => {
      try {
        return await addressesOf(seed, resolve);
      } catch (error) {
        log.warn('a seed has no address', { seed, reason: messageOf(error) });
        return [];
      }
    }),
  );
  return [...new Set(found.flat())];
}
