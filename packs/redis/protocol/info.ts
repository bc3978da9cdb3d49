/** What INFO tells, by its own names; see https://redis.io/docs/latest/commands/info/. */
export type Info = ReadonlyMap<string, string>;

/** @param text lines such as `used_memory:1048576`, with headings such as `# Memory` between them */
export function parseInfo(text: string): Info {
  const info = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0 && !line.startsWith('#')) info.set(line.slice(0, colon), line.slice(colon + 1));
  }
  return info;
}

/** @returns `undefined` where this version does not tell it, or it is no number */
export function numberIn(info: Info, key: string): number | undefined {
  const text = info.get(key);
  const value = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** @param text such as `keys=4,expires=1,avg_ttl=0` or `ip=::1,port=6380,state=online,lag=0` */
export function fieldsOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split(',').map((part) => {
      const [key = '', value = ''] = part.split('=', 2);
      return [key, value] as const;
    }),
  );
}
