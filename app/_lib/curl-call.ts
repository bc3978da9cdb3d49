/** The server that a script calls. */
export interface CallTarget {
  readonly origin: string;
  /** SHA-256 of its certificate's public key in base64, where no public authority vouches for it. */
  readonly pin: string | null;
}

/**
 * A call as a line for a shell. The token comes from the variable OPSBRO_TOKEN by curl's standard
 * input: what stands in an argument, everybody on the machine can read.
 * @param input absent for a question without one
 */
export function curlCall({ origin, pin }: CallTarget, path: string, input?: unknown): string {
  const flags = pin === null ? '-fsS' : `-fsSk --pinnedpubkey 'sha256//${pin}'`;
  const body =
    input === undefined
      ? ''
      : ` \\\n  -H 'Content-Type: application/json' -d ${quoted(JSON.stringify({ json: input }))}`;
  return `printf 'header = "Authorization: Bearer %s"\\n' "$OPSBRO_TOKEN" |\n  curl ${flags} -K - '${origin}/api/trpc/${path}'${body}`;
}

/** For a POSIX shell: nothing between single quotes means anything but itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
