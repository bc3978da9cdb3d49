import type { AgentManifest, Download } from './agent-files';

/** How a new machine reaches this server. */
export interface InstallDoor {
  /** Whether TLS is spoken on the port that people and agents use, here or at a proxy before it. */
  readonly isEncrypted: boolean;
  /** SHA-256 of the certificate's public key in base64, where no public authority vouches for it. */
  readonly spkiPin: string | null;
}

/**
 * Fills the script that installs the agent: what to fetch with which checksum, and how the server is
 * known. Nothing in it is secret, and nothing comes from the request.
 * @param template `install.sh`, where `@name@` stands for a value
 * @throws {Error} for a value that a shell would not take as plain text, or a name without a value
 */
export function installScript(
  template: string,
  manifest: AgentManifest,
  door: InstallDoor,
): string {
  const { version, nodeMin, archive, executables } = manifest;
  const values: Readonly<Record<string, string>> = {
    version,
    nodeMin,
    scheme: door.isEncrypted ? 'https' : 'http',
    pin: door.spkiPin ?? '',
    archive: archive.name,
    archiveSum: archive.sha256,
    archiveKb: String(kilobytes(archive)),
    executables: executables
      .map((one) => `${one.platform} ${one.name} ${one.sha256} ${kilobytes(one)}`)
      .join('\n'),
  };
  return template.replace(/'@(\w+)@'/g, (_, name: string) => `'${plain(values[name], name)}'`);
}

/** Room for what is fetched and what comes out of it, both rounded up to whole blocks. */
function kilobytes({ sizeBytes, unpackedBytes }: Download): number {
  return Math.ceil(((sizeBytes + unpackedBytes) * 1.1) / 1_024) + 1_024;
}

function plain(value: string | undefined, name: string): string {
  if (value !== undefined && /^[\w.+/= \n-]*$/.test(value)) return value;
  throw new Error(`install.sh: @${name}@ has no value that can stand between quotes`);
}
