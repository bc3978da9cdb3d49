/**
 * The name of the machine with its domain, by what the machine knows itself: no name server is asked.
 * @param hosts text of `/etc/hosts`, see hosts(5): where it has the host name with a domain.
 */
export function fullName(hostname: string, hosts: string): string {
  if (hostname.includes('.')) return hostname;
  for (const line of hosts.split('\n')) {
    const [, ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    const full = names.find((name) => name.startsWith(`${hostname}.`));
    if (full !== undefined) return full;
  }
  return hostname;
}
