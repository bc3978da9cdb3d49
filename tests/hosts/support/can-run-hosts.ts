import { existsSync } from 'node:fs';

/** Starting other machines takes root on Linux, and Debian's tools for it. */
export const canRunHosts =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  ['/usr/sbin/debootstrap', '/usr/bin/systemd-nspawn', '/usr/bin/nsenter'].every((path) =>
    existsSync(path),
  );
