import { existsSync } from 'node:fs';
import type { Machine } from './machine';
import { openrcScript } from './openrc-script';
import { placeFile, removeFile } from './place-file';
import { SERVICE_NAME } from './service-definition';
import { must, type ServiceManager } from './service-manager';

const FILE = `/etc/init.d/${SERVICE_NAME}`;

/** See rc-service(8) and rc-update(8). */
export function openrc(machine: Machine): ServiceManager {
  const path = machine.path(FILE);
  return {
    kind: 'openrc',
    name: 'OpenRC',
    file: FILE,
    isInstalled: () => existsSync(path),
    async isRunning() {
      return (await machine.run('rc-service', [SERVICE_NAME, 'status'])).code === 0;
    },
    async install(definition) {
      placeFile(path, openrcScript(definition), 0o755);
      await must(machine, 'rc-update', '--quiet', 'add', SERVICE_NAME, 'default');
      await must(machine, 'rc-service', SERVICE_NAME, 'restart');
    },
    async remove() {
      if (!existsSync(path)) return [];
      await must(machine, 'rc-service', '--ifstarted', SERVICE_NAME, 'stop');
      // Whichever runlevel it was moved to; that it is in none of the others counts as a failure.
      await machine.run('rc-update', ['--quiet', '--all', 'delete', SERVICE_NAME]);
      removeFile(path);
      return [FILE];
    },
  };
}
