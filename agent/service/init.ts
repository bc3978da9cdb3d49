import { existsSync } from 'node:fs';
import { AppError } from '@/common/errors';
import { initScript } from './init-script';
import type { Machine } from './machine';
import { placeFile, removeFile } from './place-file';
import { SERVICE_NAME } from './service-definition';
import { must, type ServiceManager } from './service-manager';

const FILE = `/etc/init.d/${SERVICE_NAME}`;

/** System V init: update-rc.d(8) of Debian, or chkconfig(8) of Red Hat, says what starts at boot. */
export function init(machine: Machine): ServiceManager {
  const path = machine.path(FILE);
  return {
    kind: 'init',
    name: 'System V init',
    file: FILE,
    isInstalled: () => existsSync(path),
    async isRunning() {
      return (await machine.run(path, ['status'])).code === 0;
    },
    async install(definition) {
      placeFile(path, initScript(definition), 0o755);
      await atBoot(machine, [SERVICE_NAME, 'defaults'], ['--add', SERVICE_NAME]);
      await must(machine, path, 'restart');
    },
    async remove() {
      if (!existsSync(path)) return [];
      await must(machine, path, 'stop');
      removeFile(path);
      await atBoot(machine, [SERVICE_NAME, 'remove'], ['--del', SERVICE_NAME]);
      return [FILE];
    },
  };
}

const NOT_FOUND = 127;

async function atBoot(
  machine: Machine,
  debian: readonly string[],
  redHat: readonly string[],
): Promise<void> {
  const first = await machine.run('update-rc.d', debian);
  if (first.code === 0) return;
  if (first.code !== NOT_FOUND) {
    throw new AppError('INVALID', `"update-rc.d ${debian.join(' ')}": ${first.output}`);
  }
  await must(machine, 'chkconfig', ...redHat);
}
