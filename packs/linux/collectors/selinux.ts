import { defineCollector, notEligible } from '@/agent/collectors/define-collector';
import { fact, optional } from '@/agent/collectors/shape';

type Mode = 'enforcing' | 'permissive' | 'disabled';

/** Sources: `/sys/fs/selinux/enforce` for what is, `/etc/selinux/config` for the next boot. */
export default defineCollector({
  name: 'selinux',
  summary: 'Whether SELinux is on and enforces, now and after the next boot.',
  intervalMs: 60_000,
  shape: {
    enabled: fact<boolean>('True when the kernel has loaded a policy, enforcing or not.'),
    mode: fact<Mode>('What it does now: enforcing, permissive or disabled.'),
    configured_mode: optional(fact('What the configuration asks for at the next boot.')),
    policy: optional(fact('The configured policy, such as targeted.')),
  },
  async collect({ host }) {
    const enforce = host.tryText('/sys/fs/selinux/enforce');
    const config = host.tryText('/etc/selinux/config');
    if (enforce === undefined && config === undefined) {
      return notEligible(
        'no SELinux: neither /sys/fs/selinux/enforce nor /etc/selinux/config exists',
      );
    }
    const { mode: configured_mode, policy } = parseSelinuxConfig(config ?? '');
    const data = { enabled: enforce !== undefined, mode: modeOf(enforce), configured_mode, policy };
    return { kind: 'data', data };
  },
});

/** @param text lines such as `SELINUX=enforcing` and `SELINUXTYPE=targeted`, see selinux_config(5). */
export function parseSelinuxConfig(text: string) {
  const mode = /^\s*SELINUX\s*=\s*(\w+)/m.exec(text)?.[1]?.toLowerCase();
  const policy = /^\s*SELINUXTYPE\s*=\s*([\w.-]+)/m.exec(text)?.[1];
  return { mode, policy };
}

/** @param enforce the file's text, `1` or `0`; `undefined` where no policy is loaded. */
function modeOf(enforce: string | undefined): Mode {
  if (enforce === undefined) return 'disabled';
  return enforce.trim() === '1' ? 'enforcing' : 'permissive';
}
