import { SERVICE_NAME, SERVICE_SUMMARY, type ServiceDefinition } from './service-definition';
import { shellWord } from './shell-word';

/** A service for OpenRC, kept running by its supervise-daemon(8), see openrc-run(8). */
export function openrcScript({ words, environment }: ServiceDefinition): string {
  const [program = '', ...rest] = words;
  return `#!/sbin/openrc-run
# Written by "opsbro agent service-install".

name="${SERVICE_SUMMARY}"
description="Collects what this machine does, and reports it to the server."
supervisor=supervise-daemon
command=${shellWord(program)}
command_args=${shellWord(rest.map(shellWord).join(' '))}
pidfile=/run/${SERVICE_NAME}.pid
respawn_delay=2
respawn_max=0
umask=0077
retry="TERM/12/KILL/3"
${exportLines(environment)}
depend() {
	use net dns logger
	after firewall bootmisc
}
`;
}

export function exportLines(environment: Readonly<Record<string, string>>): string {
  return Object.entries(environment)
    .map(([name, value]) => `export ${name}=${shellWord(value)}\n`)
    .join('');
}
