import {
  defineCollector,
  missingConfiguration,
  notEligible,
} from '@/agent/collectors/define-collector';
import type { Host } from '@/agent/collectors/host';
import { fact, gauge, optional } from '@/agent/collectors/shape';
import { STATUS_FILE } from '../debian/installed-packages';
import { LISTS_FOLDER } from '../debian/package-lists';
import { findPendingUpdates, type PendingUpdates } from '../debian/pending-updates';
import { perHost } from '../per-host';

type Update = {
  readonly name: string;
  readonly installed: string;
  readonly candidate: string;
  readonly security: boolean;
};

const APK_DATABASE = '/lib/apk/db/installed';
const NAMES_MAX = 50;

/**
 * Sources: `/var/lib/dpkg/status` and the lists that apt fetched last, or the database of apk. Nothing
 * is fetched and nothing run; what the archives have published since the last `apt update` is unknown.
 */
export default defineCollector({
  name: 'package_updates',
  summary: 'Packages that wait for an update, as far as this machine itself knows.',
  intervalMs: 3_600_000,
  timeoutMs: 120_000,
  fix: 'Have the lists fetched again: apt-get update.',
  shape: {
    installed: gauge('count', 'Packages installed.'),
    pending: optional(
      gauge('count', 'Packages with a newer version, those held back not included.'),
    ),
    security: optional(
      gauge('count', 'Those of them that a security archive has a newer version of.'),
    ),
    held: optional(
      gauge('count', 'Packages with a newer version that an administrator holds back.'),
    ),
    list_age_seconds: optional(gauge('seconds', 'Since the lists of packages were last fetched.')),
    reboot_required: optional(
      fact<boolean>('True when an update takes effect with a restart only.'),
    ),
    reboot_packages: optional(fact<string[]>('The packages that ask for the restart.')),
    updates: optional(fact<Update[]>('What is pending, security first, the first fifty of them.')),
    left_out: optional(fact<string[]>('Lists of packages that could not be taken into account.')),
  },
  async collect({ host, signal }) {
    if (host.exists(STATUS_FILE)) {
      const found = await rememberedUpdates(host, signal);
      if (found.lists > 0) return { kind: 'data', data: debian(host, found) };
      return missingConfiguration(
        `apt has no list of packages in ${LISTS_FOLDER} to compare with`,
        'Have the lists fetched: apt-get update.',
      );
    }
    const apk = host.tryText(APK_DATABASE);
    if (apk !== undefined) return { kind: 'data', data: { installed: countApk(apk) } };
    if (host.exists('/var/lib/rpm') || host.exists('/usr/lib/sysimage/rpm')) {
      return notEligible('rpm keeps its database in a binary file that cannot be read without rpm');
    }
    return notEligible(`no package database: neither ${STATUS_FILE} nor ${APK_DATABASE} exists`);
  },
});

/** @param text stanzas with `P:` and the name of a package, see apk-v2(5). */
export function countApk(text: string): number {
  return text.match(/^P:/gm)?.length ?? 0;
}

interface Memory {
  fingerprint?: string;
  found?: PendingUpdates;
}

const memory = perHost<Memory>(() => ({}));

function debian(host: Host, found: PendingUpdates) {
  const installed = found.installed;
  const reboot = rebootState(host);
  if (found.readableLists === 0) return { installed, ...reboot, left_out: [...found.leftOut] };
  const security = found.updates.filter((update) => update.security);
  const rest = found.updates.filter((update) => !update.security);
  return {
    installed,
    pending: found.updates.length,
    security: security.length,
    held: found.held,
    list_age_seconds: listAgeSeconds(host),
    ...reboot,
    updates: [...byName(security), ...byName(rest)].slice(0, NAMES_MAX),
    left_out: [...found.leftOut],
  };
}

/** Reading the lists takes a second of processor time, so it is done when something has changed. */
async function rememberedUpdates(host: Host, signal: AbortSignal): Promise<PendingUpdates> {
  const known = memory(host);
  const fingerprint = fingerprintOf(host);
  if (known.found === undefined || known.fingerprint !== fingerprint) {
    known.found = await findPendingUpdates(host, signal);
    known.fingerprint = fingerprint;
  }
  return known.found;
}

function fingerprintOf(host: Host): string {
  const lists = host.list(LISTS_FOLDER).map((name) => `${LISTS_FOLDER}/${name}`);
  return [STATUS_FILE, ...lists].map((path) => `${path} ${host.modifiedMs(path)}`).join('\n');
}

/** Files of updates that leave a running system behind; both names are one place on most machines. */
function rebootState(host: Host) {
  const flag = ['/run/reboot-required', '/var/run/reboot-required'].find((path) =>
    host.exists(path),
  );
  if (flag === undefined) return { reboot_required: false, reboot_packages: [] };
  const packages = host.tryText(`${flag}.pkgs`)?.split('\n').filter(Boolean) ?? [];
  return { reboot_required: true, reboot_packages: [...new Set(packages)].slice(0, NAMES_MAX) };
}

/** apt gives its lists the date of the archive, so folders tell when it last fetched them. */
function listAgeSeconds(host: Host): number | undefined {
  const stamps = [
    '/var/lib/apt/periodic/update-success-stamp',
    `${LISTS_FOLDER}/partial`,
    LISTS_FOLDER,
  ];
  const times = stamps.flatMap((path) => host.modifiedMs(path) ?? []);
  if (times.length === 0) return undefined;
  return Math.max(0, (host.wallMs() - Math.max(...times)) / 1_000);
}

function byName(updates: readonly Update[]): Update[] {
  return updates.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
