import type { Host } from '@/agent/collectors/host';
import { parseInstalled, STATUS_FILE } from '../linux/debian/installed-packages';
import { stanzasOf } from '../linux/debian/stanza';
import { perHost } from '../linux/per-host';

const PACKAGE = 'openssh-server';

const memory = perHost<{ modifiedMs?: number | undefined; version?: string | undefined }>(
  () => ({}),
);

/** Asking the server itself would leave a line in its log each time; dpkg knows as well. */
export async function packageVersion(host: Host): Promise<string | undefined> {
  const modifiedMs = host.modifiedMs(STATUS_FILE);
  const known = memory(host);
  if (modifiedMs === undefined || modifiedMs === known.modifiedMs) return known.version;
  known.version = undefined;
  for await (const stanza of stanzasOf(host.stream(STATUS_FILE), (name) => name === PACKAGE)) {
    const installed = parseInstalled(stanza);
    if (installed?.name === PACKAGE) known.version = installed.version;
  }
  known.modifiedMs = modifiedMs;
  return known.version;
}
