import { defineCollector, notEligible } from '@/agent/collectors/define-collector';
import type { Host } from '@/agent/collectors/host';
import { fact, optional } from '@/agent/collectors/shape';
import { readServerConfig, type Setting } from '../ssh/server-config';

/** Sources: `/etc/ssh/ssh_host_*_key.pub` (public halves only) and sshd_config(5) with its includes. */
export default defineCollector({
  name: 'sshd',
  summary: 'The public host keys of the SSH server, and who it lets in.',
  intervalMs: 300_000,
  shape: {
    host_rsa_key_pub: optional(fact('The public RSA host key, type and key without the comment.')),
    host_dsa_key_pub: optional(fact('The public DSA host key; no SSH since 7.0 should have one.')),
    host_ecdsa_key_pub: optional(fact('The public ECDSA host key.')),
    host_ed25519_key_pub: optional(fact('The public Ed25519 host key.')),
    ports: optional(fact<number[]>('The ports that sshd_config names; 22 when it names none.')),
    permit_root_login: optional(
      fact('Whether root may log in; prohibit-password: with a key only.'),
    ),
    password_authentication: optional(fact<boolean>('Whether a password is enough to log in.')),
  },
  async collect({ host }) {
    const keys = {
      host_rsa_key_pub: publicKey(host, 'rsa'),
      host_dsa_key_pub: publicKey(host, 'dsa'),
      host_ecdsa_key_pub: publicKey(host, 'ecdsa'),
      host_ed25519_key_pub: publicKey(host, 'ed25519'),
    };
    const settings = readServerConfig(host);
    const hasKey = Object.values(keys).some((key) => key !== undefined);
    if (!hasKey && !host.exists('/etc/ssh/sshd_config')) {
      return notEligible('no SSH server: /etc/ssh has neither sshd_config nor a host key');
    }
    if (settings === undefined) return { kind: 'data', data: keys };
    return { kind: 'data', data: { ...keys, ...accessOf(settings) } };
  },
});

/** What an SSH server with these settings does; the defaults are those of OpenSSH. */
export function accessOf(settings: readonly Setting[]) {
  const first = (keyword: string) =>
    settings.find((setting) => setting.keyword === keyword)?.value.toLowerCase();
  const ports = settings
    .filter(({ keyword, value }) => keyword === 'port' && /^\d{1,5}$/.test(value))
    .map(({ value }) => Number(value));
  const rootLogin = first('permitrootlogin') ?? 'prohibit-password';
  return {
    ports: ports.length === 0 ? [22] : ports,
    permit_root_login: rootLogin === 'without-password' ? 'prohibit-password' : rootLogin,
    password_authentication: (first('passwordauthentication') ?? 'yes') === 'yes',
  };
}

/**
 * @param text such as `ssh-ed25519 AAAAC3Nz… root@host`
 * @returns type and key; `undefined` for anything that is not a public key, a private one above all.
 */
export function parsePublicKey(text: string): string | undefined {
  const [line = ''] = text.trimStart().split('\n', 1);
  const [, type, key] =
    /^((?:ssh|ecdsa|sk)-[\w@.-]+) ([A-Za-z0-9+/]+={0,2})(?:\s|$)/.exec(line) ?? [];
  return type === undefined ? undefined : `${type} ${key}`;
}

function publicKey(host: Host, kind: string): string | undefined {
  return parsePublicKey(host.tryText(`/etc/ssh/ssh_host_${kind}_key.pub`) ?? '');
}
