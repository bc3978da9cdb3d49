export interface ClientOptions {
  /** Where the dashboard is, such as `https://ops.example.org:7788`; plain http on loopback only. */
  readonly url: string;
  /** An API token, `opsk_…`. Keep it in a file or in the environment, not in the script. */
  readonly token: string;
  /**
   * For a server with a certificate of its own: the SHA-256 of its public key in base64, with or
   * without `sha256//`, as the page "Enrolment" shows it. Nothing else is trusted then.
   */
  readonly pin?: string;
  /** Instead: a file with the certificates that vouch for the server, in PEM. */
  readonly caFile?: string;
}

export interface CallOptions {
  /** Gives the call up. */
  readonly signal?: AbortSignal;
}
