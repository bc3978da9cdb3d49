/** Which files of control groups, v1 and v2, collectors may ask for. */
import { text, within } from './look.mjs';

/** Services recorded with all their files; of the others only whether they run. */
const WHOLE_SERVICES_MAX = 3;
const SERVICES_MAX = 40;

const CGROUP_FILE = new RegExp(
  `^(cgroup\\.(procs|controllers|events|stat)|pids\\.(max|current)|cpuacct\\.(usage|stat)|io\\.stat|${[
    'memory\\.(max|high|current|peak|stat|events|pressure|swap\\.max|swap\\.current)',
    'memory\\.(limit_in_bytes|usage_in_bytes|max_usage_in_bytes|failcnt|oom_control)',
    'memory\\.memsw\\.(limit|usage)_in_bytes',
    'cpu\\.(max|weight|stat|pressure|cfs_quota_us|cfs_period_us|shares)',
  ].join('|')})$`,
);

/** Of every hierarchy: the root, our own group, and the services of systemd. */
export function cgroupPaths() {
  const mounts = text('/proc/self/mountinfo')
    .split('\n')
    .map((line) => line.split(' '))
    .filter((fields) => /^cgroup2?$/.test(fields[fields.indexOf('-') + 1] ?? ''))
    .map((fields) => ({ root: fields[3], point: fields[4] }));
  const own = text('/proc/self/cgroup')
    .split('\n')
    .map((line) => line.split(':').slice(2).join(':'));
  return mounts.flatMap(({ root, point }) => {
    const names = services(point);
    const whole = new Set([
      '/',
      ...own.map((path) => relative(path, root)),
      ...names.slice(0, WHOLE_SERVICES_MAX),
    ]);
    return [
      ...[...whole].flatMap((group) =>
        within(group === '/' ? point : point + group, (name) => CGROUP_FILE.test(name)),
      ),
      ...names
        .slice(WHOLE_SERVICES_MAX)
        .flatMap((group) => ['procs', 'events'].map((file) => `${point}${group}/cgroup.${file}`)),
    ];
  });
}

/** A group's path below the mount, whose own root may be a group of the host's. */
function relative(path, root) {
  if (root !== '/' && path.startsWith(root)) return path.slice(root.length) || '/';
  return path === '' ? '/' : path;
}

/** The services of the system, those in a slice of their own (instances of a template) too. */
function services(point) {
  const top = `${point}/system.slice`;
  const slices = within(top, (name) => name.endsWith('.slice'));
  return [top, ...slices]
    .flatMap((slice) => within(slice, (name) => name.endsWith('.service')))
    .map((path) => path.slice(point.length))
    .slice(0, SERVICES_MAX);
}
