import { existsSync } from 'node:fs';
import { AppError } from '@/common/errors';
import { init } from './init';
import type { Machine } from './machine';
import { openrc } from './openrc';
import type { ServiceManager } from './service-manager';
import { systemd } from './systemd';

/**
 * What runs services here. Which of them is installed says little: Debian has scripts for System V
 * under systemd, and OpenRC may lie beside another init. So each is known by what it made at boot.
 * @throws {AppError} NOT_FOUND with how to start the agent otherwise
 */
export function detectServiceManager(machine: Machine): ServiceManager {
  const has = (path: string) => existsSync(machine.path(path));
  // sd_booted(3)
  if (has('/run/systemd/system')) return systemd(machine);
  if (has('/run/openrc/softlevel') && has('/sbin/openrc-run')) return openrc(machine);
  const hasTool = ['/usr/sbin/update-rc.d', '/sbin/chkconfig', '/usr/sbin/chkconfig'].some(has);
  if (has('/etc/init.d') && hasTool) return init(machine);
  throw new AppError(
    'NOT_FOUND',
    'Neither systemd nor OpenRC nor System V init runs services here; have "opsbro agent start" started by what does.',
  );
}
