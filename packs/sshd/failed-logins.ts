import type { Host } from '@/agent/collectors/host';

const FILE = '/var/log/btmp';

/** Size of one record, see utmp(5); where it is not known for sure, nothing is told. */
const RECORD_BYTES: Readonly<Record<string, number>> = { x86_64: 384, aarch64: 400 };

/**
 * Logins that failed since the file was last rotated. Each is a record of fixed size, so that the
 * size of the file is the count and nobody needs to read the names that were tried.
 */
export function failedLogins(host: Host): number | undefined {
  const recordBytes = RECORD_BYTES[host.arch];
  const sizeBytes = host.sizeBytes(FILE);
  if (recordBytes === undefined || sizeBytes === undefined) return undefined;
  return Math.floor(sizeBytes / recordBytes);
}
