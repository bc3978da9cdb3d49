import { existsSync, lstatSync, readdirSync, readlinkSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '@/common/errors';
import { hasErrno } from '@/common/node/atomic-file';
import type { Machine } from './machine';
import { removeFile } from './place-file';
import type { ServiceManager } from './service-manager';

/** Where `install.sh` puts things. */
const PROGRAM = '/usr/local/lib/opsbro';
const COMMAND = '/usr/local/bin/opsbro';
const CONFIG = '/etc/opsbro/agent.yaml';

export interface Installation {
  /** What is there to be removed, for a person to read before it happens. */
  readonly parts: readonly string[];
  /** @returns what is gone, and what was left because it is not the agent's */
  remove(): Promise<{ readonly removed: readonly string[]; readonly left: readonly string[] }>;
}

export interface InstallationPlaces {
  readonly machine: Machine;
  /** `undefined` where nothing runs services. */
  readonly manager: ServiceManager | undefined;
  /** The agent's data; `undefined` keeps them. */
  readonly dataDirectory: string | undefined;
}

/**
 * All that an installation has put on a machine.
 * @throws {AppError} INVALID for a data directory that does not look like an agent's
 */
export function findInstallation(places: InstallationPlaces): Installation {
  const { machine, manager, dataDirectory } = places;
  const data = dataDirectory === undefined ? undefined : dataPart(dataDirectory);
  const service = manager?.isInstalled() === true ? manager : undefined;
  const isThere = (path: string) => lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  const command = machine.path(COMMAND);
  const files = [
    ...(isOurLink(command) ? [command] : []),
    ...[machine.path(CONFIG), machine.path(PROGRAM)].filter(isThere),
    ...(data === undefined ? [] : [data]),
  ];
  return {
    parts: [...(service === undefined ? [] : [service.file]), ...files],
    async remove() {
      const removed = [...((await service?.remove()) ?? [])];
      for (const path of files) removed.push(...removePart(path));
      const folder = dirname(machine.path(CONFIG));
      const left = removeIfEmpty(folder);
      return { removed, left };
    },
  };
}

/** A directory that holds no key of an agent may be anything, and is not deleted. */
function dataPart(dataDirectory: string): string | undefined {
  if (!existsSync(dataDirectory)) return undefined;
  if (holdsKey(dataDirectory) || readdirSync(dataDirectory).length === 0) return dataDirectory;
  throw new AppError(
    'INVALID',
    `${dataDirectory} holds no identity of an agent, so it is not deleted; name the right one with --data, or keep it with --keep-data.`,
  );
}

/** A folder called "identity" may be anybody's, and a link in it may lead anywhere. */
function holdsKey(dataDirectory: string): boolean {
  const identity = join(dataDirectory, 'identity');
  const kept = (path: string) => lstatSync(path, { throwIfNoEntry: false });
  if (kept(identity)?.isDirectory() !== true) return false;
  return kept(join(identity, 'agent.key'))?.isFile() === true;
}

function isOurLink(path: string): boolean {
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  return isLink && readlinkSync(path).startsWith(`${PROGRAM}/`);
}

/** A link goes and what it leads to stays: somebody put both there. */
function removePart(path: string): string[] {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (!stat.isDirectory()) return removeFile(path) ? [path] : [];
  rmSync(path, { recursive: true, force: true });
  return [path];
}

function removeIfEmpty(folder: string): string[] {
  try {
    rmdirSync(folder);
    return [];
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return [];
    if (hasErrno(error, 'ENOTEMPTY', 'EEXIST')) {
      return readdirSync(folder).map((name) => join(folder, name));
    }
    throw error;
  }
}
