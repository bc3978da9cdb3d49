import { defineCollector, notEligible } from '@/agent/collectors/define-collector';
import type { Host } from '@/agent/collectors/host';
import { ServiceWatch } from '@/agent/collectors/service/service-signs';
import { counter, fact, gauge, optional } from '@/agent/collectors/shape';
import { listeningPorts } from '../../linux/sockets/listening';
import { accessOf } from '../access';
import { failedLogins } from '../failed-logins';
import { fingerprintOf, type KeyFingerprint, readHostKeys } from '../host-keys';
import { packageVersion } from '../package-version';
import { readServerConfig } from '../server-config';

/**
 * Sources: `/etc/ssh/ssh_host_*_key.pub` (public halves only), sshd_config(5) with its includes,
 * `/proc/net/tcp`, the status of dpkg, the size of `/var/log/btmp`. The server itself is not spoken
 * to: each connection would be a line in its log, and some day a ban.
 */
export default defineCollector({
  name: 'sshd',
  summary: 'Whether the SSH server listens, its public host keys, and who it lets in.',
  intervalMs: 60_000,
  shape: {
    available: optional(
      gauge('count', 'One while something listens on its port, zero while it should and does not.'),
    ),
    version: optional(fact('Version of the package openssh-server, where dpkg keeps it.')),
    host_rsa_key_pub: optional(fact('The public RSA host key, type and key without the comment.')),
    host_dsa_key_pub: optional(fact('The public DSA host key; no SSH since 7.0 should have one.')),
    host_ecdsa_key_pub: optional(fact('The public ECDSA host key.')),
    host_ed25519_key_pub: optional(fact('The public Ed25519 host key.')),
    fingerprints: fact<KeyFingerprint[]>('The host keys as clients show them.'),
    ports: optional(fact<number[]>('The ports that sshd_config names; 22 when it names none.')),
    permit_root_login: optional(
      fact('Whether root may log in; prohibit-password: with a key only.'),
    ),
    password_authentication: optional(fact<boolean>('Whether a password is enough to log in.')),
    pubkey_authentication: optional(fact<boolean>('Whether a key is enough to log in.')),
    permit_empty_passwords: optional(fact<boolean>('Whether an empty password is one.')),
    x11_forwarding: optional(fact<boolean>('Whether programs may show windows at the client.')),
    max_auth_tries: optional(fact<number>('Tries that one connection has.')),
    allow_users: optional(fact<string[]>('Who alone may log in; all may when it is empty.')),
    allow_groups: optional(fact<string[]>('Whose members alone may log in.')),
    failed_logins: optional(
      counter('count', 'Logins by password that failed since /var/log/btmp was last rotated.'),
    ),
    failed_logins_per_minute: optional(gauge('count', 'The same, for each minute.')),
  },
  async collect({ host, rate }) {
    const keys = readHostKeys(host);
    const known = Object.values(keys).filter((key) => key !== undefined);
    if (known.length === 0 && !host.exists('/etc/ssh/sshd_config')) {
      return notEligible('no SSH server: /etc/ssh has neither sshd_config nor a host key');
    }
    const settings = readServerConfig(host);
    const access = settings === undefined ? undefined : accessOf(settings);
    const failed = failedLogins(host);
    const perSecond = failed === undefined ? undefined : rate('failed', failed);
    return {
      kind: 'data',
      data: {
        ...keys,
        ...access,
        available: access === undefined ? undefined : await availability(host, access.ports),
        version: await packageVersion(host),
        fingerprints: known.map(fingerprintOf),
        failed_logins: failed,
        failed_logins_per_minute: perSecond === undefined ? undefined : perSecond * 60,
      },
    };
  },
});

const watch = new ServiceWatch({ name: 'sshd', programs: ['sshd'], services: ['ssh', 'sshd'] });

/** A server that is installed, does not run and is not meant to is neither there nor missing. */
async function availability(host: Host, ports: readonly number[]): Promise<number | undefined> {
  const open = await listeningPorts(host);
  if (ports.some((port) => open.has(port))) {
    watch.answered(host);
    return 1;
  }
  return watch.isExpected(host, { host: 'localhost', port: ports[0] ?? 22 }) ? 0 : undefined;
}
