/** The server that a script calls. */
export interface CallTarget {
  readonly origin: string;
  /** SHA-256 of its certificate's public key in base64, where no public authority vouches for it. */
  readonly pin: string | null;
}

/** What a page or a form asks of the server, for a script to ask the same. */
export interface ApiCall {
  /** `nodes.list` */
  readonly path: string;
  readonly type: 'query' | 'mutation';
  /** Absent for a question without one. */
  readonly input?: object | undefined;
}

/**
 * A call as a line for a shell. The token comes from the variable OPSBRO_TOKEN by curl's standard
 * input: what stands in an argument, everybody on the machine can read.
 */
export function curlText({ origin, pin }: CallTarget, { path, type, input }: ApiCall): string {
  const flags = pin === null ? '-fsS' : `-fsSk --pinnedpubkey 'sha256//${pin}'`;
  const call = `printf 'header = "Authorization: Bearer %s"\\n' "$OPSBRO_TOKEN" |\n  curl ${flags} -K - '${origin}/api/trpc/${path}'`;
  const json = JSON.stringify({ json: input });
  if (type === 'mutation') {
    return `${call} \\\n  -H 'Content-Type: application/json' -d ${quoted(json)}`;
  }
  return input === undefined
    ? call
    : `${call} \\\n  -G --data-urlencode ${quoted(`input=${json}`)}`;
}

/** With the client that comes with the server; types and all. */
export function clientText({ origin, pin }: CallTarget, { path, type, input }: ApiCall): string {
  const verb = type === 'query' ? 'query' : 'mutate';
  const given = input === undefined ? '' : JSON.stringify(input, null, 2);
  return [
    `import { createClient } from 'opsbro/client';`,
    '',
    'const opsbro = createClient({',
    `  url: '${origin}',`,
    ...(pin === null ? [] : [`  pin: '${pin}',`]),
    `  token: process.env.OPSBRO_TOKEN ?? '',`,
    '});',
    `console.log(await opsbro.${path}.${verb}(${given}));`,
  ].join('\n');
}

/** For a terminal on the server's own machine, where no token is needed. */
export function commandText({ path, input }: ApiCall): string {
  const given = input === undefined ? '' : ` ${quoted(JSON.stringify(input))}`;
  return `opsbro server call ${path}${given}`;
}

/** For a POSIX shell: nothing between single quotes means anything but itself. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
