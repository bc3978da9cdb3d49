import { existsSync, lstatSync, mkdirSync, readlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from '@/common/errors';
import type { Machine } from './machine';
import { placeFile, removeFile } from './place-file';
import { SERVICE_NAME } from './service-definition';
import { must, type ServiceManager } from './service-manager';
import { systemdUnit } from './systemd-unit';

const UNIT = `${SERVICE_NAME}.service`;
const FILE = `/etc/systemd/system/${UNIT}`;
const WANTED = `/etc/systemd/system/multi-user.target.wants/${UNIT}`;

/** See systemctl(1). */
export function systemd(machine: Machine): ServiceManager {
  const path = machine.path(FILE);
  const systemctl = (...words: readonly string[]) => must(machine, 'systemctl', ...words);
  return {
    kind: 'systemd',
    name: 'systemd',
    file: FILE,
    isInstalled: () => existsSync(path),
    async isRunning() {
      return (await machine.run('systemctl', ['is-active', '--quiet', UNIT])).code === 0;
    },
    async install(definition) {
      refuseMasked(path);
      mkdirSync(dirname(path), { recursive: true });
      placeFile(path, systemdUnit(definition), 0o644);
      // Also has systemd read its units anew.
      await systemctl('enable', '--quiet', UNIT);
      // The program may be another one under the same path, so that it starts anew in any case.
      await systemctl('restart', UNIT);
    },
    async remove() {
      if (!existsSync(path)) return [];
      await systemctl('disable', '--now', '--quiet', UNIT);
      removeFile(path);
      removeFile(machine.path(WANTED));
      await systemctl('daemon-reload');
      // It has nothing to forget unless the service had failed.
      await machine.run('systemctl', ['reset-failed', UNIT]);
      return [FILE];
    },
  };
}

/** A link to /dev/null is how an administrator says "never start this". */
function refuseMasked(path: string): void {
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  if (isLink && readlinkSync(path) === '/dev/null') {
    throw new AppError('CONFLICT', `The service is masked; run "systemctl unmask ${UNIT}" first.`);
  }
}
