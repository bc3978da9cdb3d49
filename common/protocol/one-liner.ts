/** What stands behind the address that a new machine fetches the agent from. */
export interface InstallSource {
  /** `https://host:port`; plain `http` only to the machine itself. */
  readonly origin: string;
  /** SHA-256 of the certificate's public key in base64, where no public authority vouches for it. */
  readonly spkiPin: string | null;
  readonly joinString: string;
}

/**
 * What a person pastes on the new machine. The join string is in no argument and no address, and
 * nothing runs before the last line: a download that was cut off does nothing.
 */
export function oneLiner({ origin, spkiPin, joinString }: InstallSource): string {
  const flags = spkiPin === null ? '-fsS' : `-fsSk --pinnedpubkey 'sha256//${spkiPin}'`;
  return `(curl ${flags} '${origin}/install.sh' && echo "opsbro_join '${joinString}'") | sudo sh`;
}
