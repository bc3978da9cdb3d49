import { SERVICE_SUMMARY, type ServiceDefinition } from './service-definition';

/**
 * A unit for systemd, see systemd.service(5) and systemd.exec(5).
 *
 * The agent reads everything and writes its own directory. What would hide or change what it shall
 * report is left out: `ProtectHome`, `PrivateTmp` and `PrivateDevices` take mounts and devices away,
 * `ProtectHostname` keeps the name of the start for ever, `PrivateNetwork`, `PrivateUsers` and
 * `ProtectProc` are another machine's. `MemoryDenyWriteExecute` ends Node.
 */
export function systemdUnit({ words, environment, dataDirectory }: ServiceDefinition): string {
  return `# Written by "opsbro agent service-install"; changes belong into a drop-in: systemctl edit.
[Unit]
Description=${SERVICE_SUMMARY}
After=network.target
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=${words.map(systemdWord).join(' ')}
ExecReload=/bin/kill -HUP $MAINPID
${environmentLines(environment)}UnsetEnvironment=NODE_PATH NODE_REPL_EXTERNAL_MODULE
WorkingDirectory=/
UMask=0077
Restart=always
RestartSec=2
# A wrong configuration does not mend itself.
RestartPreventExitStatus=78
KillMode=mixed
TimeoutStopSec=15
MemoryMax=256M
TasksMax=128
OOMPolicy=continue

# It reads what belongs to others, and changes nothing outside of its own directory.
CapabilityBoundingSet=CAP_DAC_READ_SEARCH CAP_SYS_PTRACE
AmbientCapabilities=
NoNewPrivileges=yes
ProtectSystem=strict
ReadWritePaths=${systemdWord(dataDirectory)}
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectControlGroups=yes
ProtectClock=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM

[Install]
WantedBy=multi-user.target
`;
}

function environmentLines(environment: Readonly<Record<string, string>>): string {
  return Object.entries(environment)
    .map(([name, value]) => `Environment=${systemdWord(`${name}=${value}`)}\n`)
    .join('');
}

/** One word of a command line; `%` and `$` would be replaced, see systemd.service(5). */
export function systemdWord(word: string): string {
  const plain = word.replaceAll('%', '%%').replaceAll('$', '$$$$');
  if (/^[\w@%+=:,./$-]+$/.test(plain)) return plain;
  return `"${plain.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
