import type { Setting } from './server-config';

/** What an SSH server with these settings does; the defaults are those of OpenSSH. */
export function accessOf(settings: readonly Setting[]) {
  const first = (keyword: string) =>
    settings.find((setting) => setting.keyword === keyword)?.value.toLowerCase();
  const isOn = (keyword: string, otherwise: 'yes' | 'no') =>
    (first(keyword) ?? otherwise) === 'yes';
  const rootLogin = first('permitrootlogin') ?? 'prohibit-password';
  return {
    ports: portsOf(settings),
    permit_root_login: rootLogin === 'without-password' ? 'prohibit-password' : rootLogin,
    password_authentication: isOn('passwordauthentication', 'yes'),
    pubkey_authentication: isOn('pubkeyauthentication', 'yes'),
    permit_empty_passwords: isOn('permitemptypasswords', 'no'),
    x11_forwarding: isOn('x11forwarding', 'no'),
    max_auth_tries: Number(/^\d{1,6}$/.exec(first('maxauthtries') ?? '')?.[0] ?? 6),
    allow_users: listOf(settings, 'allowusers'),
    allow_groups: listOf(settings, 'allowgroups'),
  };
}

function portsOf(settings: readonly Setting[]): number[] {
  const ports = settings
    .filter(({ keyword, value }) => keyword === 'port' && /^\d{1,5}$/.test(value))
    .map(({ value }) => Number(value));
  return ports.length === 0 ? [22] : ports;
}

/** These lines add up, unlike the others. */
function listOf(settings: readonly Setting[], keyword: string): string[] {
  return settings
    .filter((setting) => setting.keyword === keyword)
    .flatMap(({ value }) => value.split(/\s+/))
    .slice(0, 100);
}
