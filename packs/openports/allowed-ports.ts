export type OpenPort = {
  readonly address: string;
  readonly port: number;
  readonly process: string | null;
};

type Protocol = 'tcp' | 'udp';

interface Rule {
  readonly protocol: Protocol | undefined;
  /** Of ports, or the name of a process. */
  readonly what: { readonly from: number; readonly to: number } | string;
}

/** Which open ports somebody said to be as they should. */
export class AllowedPorts {
  readonly #rules: readonly Rule[];

  /** @throws {Error} naming the text that is none of the forms that there are */
  constructor(texts: readonly string[]) {
    this.#rules = texts.map(parseRule);
  }

  has(protocol: Protocol, { port, process }: OpenPort): boolean {
    return this.#rules.some((rule) => {
      if (rule.protocol !== undefined && rule.protocol !== protocol) return false;
      if (typeof rule.what === 'string') return rule.what === process;
      return port >= rule.what.from && port <= rule.what.to;
    });
  }
}

/** @param text such as `22`, `8000-8100`, `tcp/443`, `nginx`, `udp/dnsmasq` */
function parseRule(text: string): Rule {
  const [, protocol, what = ''] = /^(?:(tcp|udp)\/)?(\S+)$/.exec(text.trim()) ?? [];
  const [, from, to = from] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(what) ?? [];
  const isPort = from !== undefined && Number(from) <= Number(to) && Number(to) <= 65_535;
  if (isPort) return ruleOf(protocol, { from: Number(from), to: Number(to) });
  if (/^[A-Za-z_][^/\s]{0,63}$/.test(what)) return ruleOf(protocol, what);
  throw new Error(
    `The parameter openports.allowed has ${JSON.stringify(text)}: expected a port (22), a range (8000-8100), tcp/443, udp/53 or the name of a process.`,
  );
}

function ruleOf(protocol: string | undefined, what: Rule['what']): Rule {
  return { protocol: protocol === undefined ? undefined : (protocol as Protocol), what };
}

/** Nobody but the machine itself reaches it. */
export function isLoopback(address: string): boolean {
  return /^(::ffff:)?127\./.test(address) || address === '::1';
}
