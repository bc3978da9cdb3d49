/** Which files of a machine collectors may ask for, most needed first. */
import { cgroupPaths } from './cgroup-paths.mjs';
import { isDirectory, list, targetOf, text, within } from './look.mjs';

const PIDS_MAX = 12;
const INTERFACES_MAX = 6;
const BLOCK_DEVICES_MAX = 10;

const PROC = [
  ...'stat meminfo loadavg diskstats vmstat cpuinfo uptime version partitions swaps mdstat'.split(
    ' ',
  ),
  ...'filesystems interrupts softirqs mounts cgroups'.split(' '),
  ...'dev tcp tcp6 udp udp6 snmp snmp6 netstat sockstat sockstat6 route if_inet6'
    .split(' ')
    .map((name) => `net/${name}`),
  ...'cpu memory io irq'.split(' ').map((name) => `pressure/${name}`),
  ...'mounts mountinfo cgroup smaps status stat statm limits'
    .split(' ')
    .map((name) => `self/${name}`),
  ...'osrelease ostype hostname domainname version pid_max threads-max random/boot_id random/entropy_avail'
    .split(' ')
    .map((name) => `sys/kernel/${name}`),
  ...'fs/file-nr fs/inode-nr vm/overcommit_memory vm/overcommit_ratio vm/swappiness'
    .split(' ')
    .map((name) => `sys/${name}`),
  'sys/net/netfilter/nf_conntrack_count',
  'sys/net/netfilter/nf_conntrack_max',
].map((name) => `/proc/${name}`);

const ETC = [
  ...'os-release debian_version redhat-release centos-release alpine-release lsb-release hostname timezone'.split(
    ' ',
  ),
  ...'passwd group machine-id ssh/sshd_config selinux/config apt/apt.conf.d/20auto-upgrades'.split(
    ' ',
  ),
].map((name) => `/etc/${name}`);

const STATE = [
  '/.dockerenv',
  '/run/.containerenv',
  '/run/systemd/container',
  '/run/reboot-required',
  '/run/reboot-required.pkgs',
  '/var/run/reboot-required',
  '/var/run/reboot-required.pkgs',
  '/var/lib/dpkg/status',
  '/var/lib/apt/periodic/update-success-stamp',
  '/lib/apk/db/installed',
  '/etc/apk/repositories',
  '/sys/fs/selinux/enforce',
  '/sys/module/apparmor/parameters/enabled',
  '/sys/hypervisor/type',
  '/sys/hypervisor/uuid',
  '/sys/devices/system/clocksource/clocksource0/available_clocksource',
  '/sys/devices/system/clocksource/clocksource0/current_clocksource',
  '/sys/firmware/acpi/tables/DSDT',
];

const PROCESS_FILES = 'stat statm status cgroup comm'.split(' ');

const INTERFACE_FILES = [
  ...'operstate address mtu speed duplex carrier type flags uevent bonding/slaves bonding/mode'.split(
    ' ',
  ),
  ...['rx', 'tx'].flatMap((way) =>
    'bytes packets errors dropped'.split(' ').map((what) => `statistics/${way}_${what}`),
  ),
];

const BLOCK_FILES = [
  ...'size ro removable hidden stat queue/rotational queue/logical_block_size queue/scheduler'.split(
    ' ',
  ),
  ...'device/vendor device/model device/type device/state device/rev loop/backing_file'.split(' '),
  ...'dm/name dm/uuid md/level md/array_state md/raid_disks md/degraded md/sync_action'.split(' '),
  ...'md/sync_completed md/metadata_version md/mismatch_cnt'.split(' '),
];

const SENSOR_FILE =
  /^(name|type|temp|(temp|fan|in|power|curr)\d+_(input|label|max|min|crit|alarm|average)|trip_point_\d+_(temp|type))$/;

/** What hypervisors put into a machine: clocks, generation counters, consoles, memory balloons. */
const VIRTUAL_PLATFORM_DEVICE =
  /^(AMZN|VMGENCTR|VMW|FCVM|QEMU|MSFT|VMBUS|PRL|LNRO0005|pvpanic|xen)[^/]*$/i;

/** Absolute paths; some may not exist. */
export function wantedPaths(pids) {
  return [
    ...PROC,
    ...ETC,
    ...STATE,
    ...(pids ?? somePids()).flatMap((pid) => PROCESS_FILES.map((name) => `/proc/${pid}/${name}`)),
    ...blockPaths(),
    ...interfacePaths(),
    ...within('/sys/class/dmi/id', (name) => !/^(modalias|uevent|power|subsystem)$/.test(name)),
    ...sensorPaths(),
    ...cpuPaths(),
    ...within('/sys/bus/platform/devices', (name) => VIRTUAL_PLATFORM_DEVICE.test(name)).map(
      (path) => `${path}/modalias`,
    ),
    ...list('/etc/ssh')
      .filter((name) => /^ssh_host_.*_key\.pub$/.test(name))
      .map((name) => `/etc/ssh/${name}`),
    ...within('/etc/ssh/sshd_config.d', (name) => name.endsWith('.conf')),
    ...within('/var/lib/apt/lists', (name) => /_Packages(\.\w+)?$/.test(name)).slice(0, 6),
    ...unitPaths(),
    ...cgroupPaths(),
  ];
}

/** Links that say something by where they point, or by being there. */
export function linkPaths(pids) {
  const wants = within('/etc/systemd/system', (name) => name.endsWith('.wants')).flatMap((path) =>
    within(path, () => true),
  );
  return [
    '/etc/localtime',
    '/etc/os-release',
    '/etc/resolv.conf',
    '/sbin/init',
    '/var/run',
    ...wants.slice(0, 60),
    ...within('/run/systemd/units', (name) => name.startsWith('invocation:')).slice(0, 60),
    ...list('/sys/class/net').map((name) => `/sys/class/net/${name}/device`),
    ...list('/sys/class/net').map((name) => `/sys/class/net/${name}/master`),
    ...blockDevices().flatMap((name) => [
      `/sys/block/${name}/device`,
      ...within(`/sys/block/${name}/slaves`, () => true),
      ...within(`/sys/block/${name}/holders`, () => true),
    ]),
    ...(pids ?? somePids()).flatMap((pid) => socketLinks(pid)),
  ];
}

/** Directories that may be empty and whose existence says something. */
export function markerDirectories() {
  return ['/run/systemd/system', '/proc/xen', '/proc/vz', '/sys/fs/selinux'].filter(
    (path) => isDirectory(path) && list(path).length === 0,
  );
}

/** Whether a file holds counters or levels that a second look finds changed. */
export function changingPaths(path) {
  return /^\/proc\/(stat|diskstats|vmstat|uptime|loadavg|meminfo|net\/(dev|snmp|netstat|sockstat)|pressure\/.*|self\/stat|\d+\/stat|sys\/fs\/file-nr)$|^\/sys\/block\/[^/]+\/stat$|^\/sys\/fs\/cgroup\/.*(cpu\.stat|cpuacct\.usage|memory\.(current|usage_in_bytes)|\.pressure)$/.test(
    path,
  );
}

function blockPaths() {
  return blockDevices().flatMap((name) => {
    const partitions = list(`/sys/block/${name}`).filter((entry) => entry.startsWith(name));
    return [
      ...BLOCK_FILES.map((file) => `/sys/block/${name}/${file}`),
      ...partitions
        .slice(0, 8)
        .flatMap((entry) =>
          ['size', 'partition'].map((file) => `/sys/block/${name}/${entry}/${file}`),
        ),
      ...list(`/sys/block/${name}/md`)
        .filter((entry) => entry.startsWith('dev-'))
        .map((entry) => `/sys/block/${name}/md/${entry}/state`),
    ];
  });
}

/** Every disk, and of those that hold nothing (idle loop devices) the first only. */
function blockDevices() {
  const names = list('/sys/block');
  const empty = names.filter((name) => text(`/sys/block/${name}/size`).trim() === '0');
  return names.filter((name) => !empty.slice(1).includes(name)).slice(0, BLOCK_DEVICES_MAX);
}

function interfacePaths() {
  return list('/sys/class/net')
    .slice(0, INTERFACES_MAX)
    .flatMap((name) => INTERFACE_FILES.map((file) => `/sys/class/net/${name}/${file}`))
    .concat(within('/proc/net/bonding', () => true));
}

function sensorPaths() {
  return ['/sys/class/hwmon', '/sys/class/thermal', '/sys/class/power_supply']
    .flatMap((path) => within(path, () => true))
    .filter((path) => !path.includes('cooling_device'))
    .slice(0, 12)
    .flatMap((path) => [path, `${path}/device`])
    .flatMap((path) =>
      within(path, (name) => SENSOR_FILE.test(name) || /^(capacity|status|online)$/.test(name)),
    );
}

function cpuPaths() {
  const cpu = '/sys/devices/system/cpu';
  const node = '/sys/devices/system/node';
  return [
    ...['online', 'possible', 'present'].map((name) => `${cpu}/${name}`),
    ...['cpu0', 'cpu1', 'cpu2', 'cpu3'].flatMap((name) =>
      [
        'topology/physical_package_id',
        'topology/core_id',
        'cpufreq/scaling_cur_freq',
        'cpufreq/cpuinfo_max_freq',
      ].map((file) => `${cpu}/${name}/${file}`),
    ),
    ...list(node)
      .filter((name) => /^node\d+$/.test(name))
      .slice(0, 4)
      .flatMap((name) =>
        ['meminfo', 'numastat', 'cpulist'].map((file) => `${node}/${name}/${file}`),
      ),
  ];
}

/** The files of enabled units, a few. */
function unitPaths() {
  return within('/etc/systemd/system/multi-user.target.wants', (name) =>
    name.endsWith('.service'),
  ).slice(0, 6);
}

/** Ourselves, the first, two kernel threads, and those that hold most memory. */
function somePids() {
  const pids = list('/proc').filter((name) => /^\d+$/.test(name));
  const byMemory = pids
    .map((pid) => ({ pid, pages: Number(text(`/proc/${pid}/statm`).split(' ')[1] ?? 0) }))
    .sort((a, b) => b.pages - a.pages)
    .map(({ pid }) => pid);
  const chosen = ['1', '2', '3', String(process.pid), ...byMemory].filter((pid) =>
    pids.includes(pid),
  );
  return [...new Set(chosen)].slice(0, PIDS_MAX);
}

function socketLinks(pid) {
  return within(`/proc/${pid}/fd`, () => true)
    .filter((path) => targetOf(path).startsWith('socket:['))
    .slice(0, 16);
}
