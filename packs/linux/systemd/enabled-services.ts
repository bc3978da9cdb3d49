import type { Host } from '@/agent/collectors/host';

const UNITS = '/etc/systemd/system';
const FOLDERS = [UNITS, '/run/systemd/system', '/usr/lib/systemd/system', '/lib/systemd/system'];

/** Services that an administrator or a package has enabled: those linked from `*.wants`, `*.requires`. */
export function enabledServices(host: Host): string[] {
  const folders = host.list(UNITS).filter((name) => /\.(wants|requires)$/.test(name));
  const names = folders.flatMap((folder) => host.list(`${UNITS}/${folder}`));
  return [...new Set(names.filter((name) => name.endsWith('.service')))].toSorted();
}

/**
 * Enabled services that ran since the machine started and have no process now: they failed, ended or
 * were stopped. Only systemd itself knows which of these, and it does not write it to a file.
 *
 * That a service ran shows in `/run/systemd/units`, where systemd leaves a link for each unit that
 * has started a process. Services of type `oneshot` are meant to end and are left out.
 *
 * @returns `undefined` where systemd is too old for these links (before version 236).
 */
export function endedServices(
  host: Host,
  enabled: readonly string[],
  running: { has(name: string): boolean },
): string[] | undefined {
  const started = new Set(host.list('/run/systemd/units'));
  if (started.size === 0) return undefined;
  return enabled.filter(
    (name) => started.has(`invocation:${name}`) && !running.has(name) && isMeantToStay(host, name),
  );
}

/** A unit whose file cannot be read may be of any type, and is not accused. */
function isMeantToStay(host: Host, name: string): boolean {
  const text = unitTexts(host, name).join('\n');
  return text.trim() !== '' && serviceType(text) !== 'oneshot';
}

/** @param text of a unit file with its drop-ins behind it; the last word counts. */
export function serviceType(text: string): string | undefined {
  return [...text.matchAll(/^\s*Type\s*=\s*(\w+)/gm)].at(-1)?.[1]?.toLowerCase();
}

/** The first folder that has the unit, or its template `name@.service`, and all drop-ins. */
function unitTexts(host: Host, name: string): string[] {
  const names = [...new Set([name, name.replace(/@[^@]+\.service$/, '@.service')])];
  const places = names.flatMap((unit) => FOLDERS.map((folder) => `${folder}/${unit}`));
  const main = places.map((place) => host.tryText(place)).find((text) => text !== undefined);
  const dropIns = places.flatMap((place) =>
    host
      .list(`${place}.d`)
      .filter((file) => file.endsWith('.conf'))
      .map((file) => host.tryText(`${place}.d/${file}`) ?? ''),
  );
  return [main ?? '', ...dropIns];
}
