import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuSeconds, memoryBytes } from './process-meter';

const NAGIOS = '/usr/sbin/nagios4';
const SETTLE_MS = 12_000;
const MINUTE_MS = 60_000;
const STATUS_EVERY_S = 10;

export interface NagiosLoad {
  /** One command line, run by every service. */
  readonly command: string;
  readonly services: number;
  readonly everySeconds: number;
}

export interface NagiosCost {
  readonly runsPerSecond: number;
  /** Of Nagios and of the plugins, in milliseconds of processor. */
  readonly cpuMsPerRun: number;
  readonly rssBytes: number;
}

/**
 * What Nagios Core takes to run one plugin for many services: without notifications, flap detection
 * or kept states, so that its work is that of the scheduler alone.
 * @returns `undefined` where Debian's nagios4-core is not installed
 */
export async function measureNagios(load: NagiosLoad): Promise<NagiosCost | undefined> {
  if (!existsSync(NAGIOS)) return undefined;
  const directory = mkdtempSync(join(tmpdir(), 'opsbro-bench-nagios-'));
  for (const name of ['results', 'temp']) mkdirSync(join(directory, name));
  writeFileSync(join(directory, 'objects.cfg'), objects(load));
  writeFileSync(join(directory, 'resource.cfg'), '');
  writeFileSync(join(directory, 'nagios.cfg'), settings(directory));
  const daemon = spawn(NAGIOS, [join(directory, 'nagios.cfg')], { stdio: 'ignore' });
  const pid = daemon.pid ?? 0;
  try {
    await sleep(SETTLE_MS);
    const before = cpuSeconds(pid);
    await sleep(MINUTE_MS);
    const spentMs = 1_000 * (cpuSeconds(pid) - before);
    const rssBytes = memoryBytes(pid).rss;
    await sleep(STATUS_EVERY_S * 1_000);
    const runs = runsOfLastMinute(directory);
    return { runsPerSecond: runs / 60, cpuMsPerRun: spentMs / runs, rssBytes };
  } finally {
    daemon.kill('SIGTERM');
    await new Promise((resolve) => daemon.once('exit', resolve));
    rmSync(directory, { recursive: true, force: true });
  }
}

/** As its status file counts them. */
function runsOfLastMinute(directory: string): number {
  const status = readFileSync(join(directory, 'status'), 'utf8');
  return Number(/active_scheduled_service_check_stats=(\d+)/.exec(status)?.[1] ?? 0);
}

const HOST = `
define command {
  command_name nothing
  command_line /bin/true
}
define timeperiod {
  timeperiod_name always
  alias always
  ${['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
    .map((day) => `${day} 00:00-24:00`)
    .join('\n  ')}
}
define contact {
  contact_name nobody
  host_notifications_enabled 0
  service_notifications_enabled 0
  host_notification_period always
  service_notification_period always
  host_notification_commands nothing
  service_notification_commands nothing
}
define host {
  host_name here
  address 127.0.0.1
  check_command nothing
  active_checks_enabled 0
  max_check_attempts 1
  check_period always
  contacts nobody
  notification_interval 0
}
`;

function objects({ command, services, everySeconds }: NagiosLoad): string {
  const plugin = `define command {\n  command_name plugin\n  command_line ${command}\n}\n`;
  const each = Array.from(
    { length: services },
    (_, at) => `define service {
  host_name here
  service_description check-${at}
  check_command plugin
  max_check_attempts 3
  check_interval ${everySeconds}
  retry_interval ${everySeconds}
  check_period always
  contacts nobody
  notification_interval 0
}
`,
  );
  return [plugin, HOST, ...each].join('');
}

function settings(directory: string): string {
  const files = {
    log_file: 'log',
    cfg_file: 'objects.cfg',
    object_cache_file: 'objects',
    precached_object_file: 'precached',
    resource_file: 'resource.cfg',
    status_file: 'status',
    command_file: 'command',
    lock_file: 'pid',
    temp_file: 'temporary',
    temp_path: 'temp',
    check_result_path: 'results',
  };
  const values = {
    nagios_user: 'root',
    nagios_group: 'root',
    status_update_interval: STATUS_EVERY_S,
    interval_length: 1,
    max_service_check_spread: 1,
    ...Object.fromEntries(SWITCHED_OFF.map((name) => [name, 0])),
    log_rotation_method: 'n',
  };
  return [
    ...Object.entries(files).map(([key, name]) => `${key}=${join(directory, name)}`),
    ...Object.entries(values).map(([key, value]) => `${key}=${value}`),
    '',
  ].join('\n');
}

const SWITCHED_OFF = [
  'check_external_commands',
  'event_broker_options',
  'use_syslog',
  'enable_notifications',
  'enable_flap_detection',
  'check_for_updates',
  'retain_state_information',
  'process_performance_data',
  'check_service_freshness',
  'check_host_freshness',
  'execute_host_checks',
  'log_service_retries',
  'max_concurrent_checks',
];
