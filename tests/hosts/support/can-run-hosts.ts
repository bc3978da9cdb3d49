import { existsSync } from 'node:fs';

/** What nobody has who did not install it for this. */
const INSTALLED = ['/usr/sbin/debootstrap', '/usr/bin/systemd-nspawn'];
const TOOLS = [...INSTALLED, '/usr/bin/nsenter'];

/** Why other machines cannot be started here; empty where they can. */
const missing: readonly string[] = [
  ...(process.platform === 'linux' ? [] : ['Linux']),
  ...(process.getuid?.() === 0 ? [] : ['root']),
  ...TOOLS.filter((path) => !existsSync(path)),
];

/** Starting other machines takes root on Linux, and Debian's tools for it. */
export const canRunHosts = missing.length === 0;

/**
 * Says once why nothing was tested: what is skipped looks like what has passed.
 * @throws {Error} in CI, on a machine that was prepared for it in part
 */
export function tellWhySkipped(): void {
  if (canRunHosts) return;
  const text = `tests/hosts is skipped; missing here: ${missing.join(', ')}.`;
  const isPrepared = !missing.includes('root') && INSTALLED.some((path) => !missing.includes(path));
  if (process.env.CI && isPrepared) throw new Error(text);
  process.stdout.write(`\n  ${text}\n\n`);
}
